'use client';

import { ArrowDownLeft, ArrowUpRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo } from 'react';

import { Avatar } from '@/components/ui/avatar';
import { useDates } from '@/hooks/use-dates';
import type { CallRecord } from '@/lib/api/client';
import { cn } from '@/lib/cn';
import { CallButton } from './call-button';
import type { CallHistoryProps } from './call-history';
import { otherOf, outcomeOf, wasMissed } from './call-words';

/** One call of the history: with whom, which way, what became of it, when. */
export const CallRow = memo(function CallRow({
  call,
  onCallBack,
  onOpen,
  disabledReason,
}: {
  call: CallRecord;
  onCallBack: CallHistoryProps['onCallBack'];
  onOpen: (id: string) => void;
  /** Why nobody can be called now. */
  disabledReason: string | undefined;
}) {
  const t = useTranslations('voice.history');
  const dates = useDates();
  const other = otherOf(call);
  const isMissed = wasMissed(call);
  const Icon = call.outgoing ? ArrowUpRight : ArrowDownLeft;
  const name = other.name || t('unknown');
  return (
    <li
      data-call={call.id}
      className="hover:bg-accent/50 flex items-center gap-1 pr-3 transition-colors"
    >
      <button
        type="button"
        onClick={() => onOpen(call.id)}
        aria-haspopup="dialog"
        className="flex min-w-0 flex-1 items-center gap-3 rounded-lg py-2.5 pl-5 text-left -outline-offset-2"
      >
        <Avatar name={name} />
        <span className="min-w-0 flex-1">
          <span
            dir="auto"
            className={cn('block truncate font-medium', isMissed && 'text-destructive')}
          >
            {name}
          </span>
          <span className="text-muted-foreground flex items-center gap-1 text-[0.8125rem]">
            <Icon
              role="img"
              aria-label={call.outgoing ? t('ways.outgoing') : t('ways.incoming')}
              className={cn('size-3.5 shrink-0', isMissed && 'text-destructive')}
            />
            <span className="truncate">
              {t(`outcomes.${outcomeOf(call)}`)}
              {call.duration ? ` · ${dates.duration(call.duration)}` : ''}
            </span>
          </span>
        </span>
        <time
          dateTime={new Date(call.createdAt).toISOString()}
          className="text-muted-foreground text-[0.8125rem] whitespace-nowrap tabular-nums"
        >
          {dates.time(call.createdAt)}
        </time>
      </button>
      {onCallBack && (
        <CallButton
          phoneNumber={other.phone}
          contactId={other.id}
          contactName={name}
          onCall={onCallBack}
          disabledReason={disabledReason}
          className="text-primary-soft-foreground"
        />
      )}
    </li>
  );
});
