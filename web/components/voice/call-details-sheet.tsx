'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';

import { useSession } from '@/components/session-provider';
import { Avatar } from '@/components/ui/avatar';
import { Dialog, DialogDescription, DialogTitle } from '@/components/ui/dialog';
import { QueryFailed } from '@/components/ui/query-failed';
import { Skeleton } from '@/components/ui/skeleton';
import { useDates } from '@/hooks/use-dates';
import { useIsInCall } from '@/hooks/use-voice';
import type { CallDetails } from '@/lib/api/client';
import { callQuery } from '@/lib/api/queries';
import { CallButton } from './call-button';
import type { CallHistoryProps } from './call-history';
import { CallTimeline } from './call-timeline';
import { otherOf, outcomeOf } from './call-words';

/** One call: with whom, how long, and what happened when. */
export function CallDetailsSheet({
  id,
  onClose,
  onCallBack,
}: {
  id: string;
  onClose: () => void;
  onCallBack: CallHistoryProps['onCallBack'];
}) {
  const t = useTranslations('voice.history');
  const { api } = useSession();
  const query = useQuery(callQuery(api, id));
  const callBack =
    onCallBack &&
    ((...whom: Parameters<typeof onCallBack>) => {
      onClose();
      onCallBack(...whom);
    });
  return (
    <Dialog side onClose={onClose}>
      {query.data ? (
        <Details call={query.data} onCallBack={callBack} />
      ) : (
        <>
          <DialogTitle>{t('details')}</DialogTitle>
          <DialogDescription className="sr-only">{t('detailsText')}</DialogDescription>
          {query.isError ? (
            <QueryFailed
              title={t('failed.title')}
              text={t('failed.text')}
              onRetry={() => void query.refetch()}
            />
          ) : (
            <div className="grid gap-4" aria-busy="true">
              <Skeleton className="size-14 rounded-full" />
              <Skeleton className="h-5 w-44" />
              <Skeleton className="h-24 w-full" />
            </div>
          )}
        </>
      )}
    </Dialog>
  );
}

function Details({
  call,
  onCallBack,
}: {
  call: CallDetails;
  onCallBack: CallHistoryProps['onCallBack'];
}) {
  const t = useTranslations('voice.history');
  const tButton = useTranslations('voice.callButton');
  const isInCall = useIsInCall();
  const dates = useDates();
  const other = otherOf(call);
  const name = other.name || t('unknown');
  return (
    <>
      <div className="flex items-center gap-4 pr-8">
        <Avatar name={name} size="lg" />
        <div className="min-w-0">
          <DialogTitle dir="auto" className="truncate">
            {name}
          </DialogTitle>
          <DialogDescription className="truncate tabular-nums">
            {other.phone && other.phone !== name ? other.phone : dates.full(call.createdAt)}
          </DialogDescription>
        </div>
      </div>
      <dl className="bg-accent/70 grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 rounded-xl px-4 py-3 text-sm">
        <dt className="text-muted-foreground">{t('when')}</dt>
        <dd>{dates.full(call.createdAt)}</dd>
        <dt className="text-muted-foreground">{t('outcome')}</dt>
        <dd>{t(`outcomes.${outcomeOf(call)}`)}</dd>
        {call.duration !== null && call.startedAt !== null && (
          <>
            <dt className="text-muted-foreground">{t('duration')}</dt>
            <dd className="tabular-nums">{dates.duration(call.duration)}</dd>
          </>
        )}
        {call.staffName && call.staffName !== name && (
          <>
            <dt className="text-muted-foreground">{t('staff')}</dt>
            <dd>{call.staffName}</dd>
          </>
        )}
      </dl>
      <CallTimeline call={call} />
      {onCallBack && (
        <CallButton
          variant="default"
          size="lg"
          phoneNumber={other.phone}
          contactId={other.id}
          contactName={name}
          onCall={onCallBack}
          disabledReason={isInCall ? tButton('inCall') : undefined}
          className="mt-auto"
        />
      )}
    </>
  );
}
