'use client';

import { useQuery } from '@tanstack/react-query';
import { PhoneMissed } from 'lucide-react';
import { useTranslations } from 'next-intl';

import { useSession } from '@/components/session-provider';
import { Avatar } from '@/components/ui/avatar';
import { Card, CardHeader, CardTitle } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';
import { CallButton } from '@/components/voice/call-button';
import { useCallActions } from '@/components/voice/call-center';
import { CallHistory } from '@/components/voice/call-history';
import { usePresence } from '@/components/voice/presence';
import { useSeenMissedCalls } from '@/components/voice/use-missed-calls';
import { useHydrated } from '@/hooks/use-hydrated';
import { useIsInCall, useIsOnline } from '@/hooks/use-voice';
import { contactsQuery } from '@/lib/api/queries';
import { LastCaller } from './last-caller';

/** Nobody tells customers of it: it is looked up again. */
const presenceMs = 10_000;

/** A customer's page: whom he can call, who called him, and all of it. */
export function DashboardView() {
  const { call } = useCallActions();
  useSeenMissedCalls(true);
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22.5rem]">
      <div className="grid gap-5 lg:order-2">
        <LastCaller />
        <Team />
      </div>
      <CallHistory onCallBack={call} />
    </div>
  );
}

function Team() {
  const t = useTranslations('portal.team');
  const { api } = useSession();
  const { call } = useCallActions();
  const isInCall = useIsInCall();
  const isOnline = useIsOnline();
  const presenceOf = usePresence();
  const isHydrated = useHydrated();
  const { data, isError } = useQuery({
    ...contactsQuery(api, '', 50),
    refetchInterval: presenceMs,
  });
  const staff = isHydrated ? data?.items : undefined;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
      </CardHeader>
      <ul className="grid px-2 pb-3" aria-busy={!staff}>
        {!staff && !isError && <Skeleton className="mx-3 h-12" />}
        {staff?.map((member) => {
          const presence = presenceOf(member);
          return (
            <li key={member.id} className="flex items-center gap-3 rounded-lg px-3 py-1.5">
              <Avatar name={member.name} presence={presence} />
              <span className="min-w-0 flex-1">
                <span dir="auto" className="block truncate font-medium">
                  {member.name}
                </span>
                {presence && (
                  <span className="text-muted-foreground block text-[0.8125rem]">
                    {t(presence)}
                  </span>
                )}
              </span>
              <CallButton
                variant="soft"
                contactId={member.id}
                contactName={member.name}
                onCall={call}
                disabledReason={!isOnline ? t('notConnected') : isInCall ? t('inCall') : undefined}
                className="rounded-full"
              />
            </li>
          );
        })}
      </ul>
      {isError && !staff && (
        <EmptyState tone="bad" icon={PhoneMissed} title={t('failed.title')} className="pt-2">
          {t('failed.text')}
        </EmptyState>
      )}
    </Card>
  );
}
