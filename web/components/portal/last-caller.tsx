'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { PhoneIncoming } from 'lucide-react';
import { useTranslations } from 'next-intl';

import { useSession } from '@/components/session-provider';
import { Card } from '@/components/ui/card';
import { CallButton } from '@/components/voice/call-button';
import { useCallActions } from '@/components/voice/call-center';
import { otherOf, wasMissed } from '@/components/voice/call-words';
import { useDates } from '@/hooks/use-dates';
import { useHydrated } from '@/hooks/use-hydrated';
import { useIsInCall } from '@/hooks/use-voice';
import { callsQuery } from '@/lib/api/queries';

/** Somebody called and wasn't answered, and nobody has spoken since: the way back in one click. */
export function LastCaller() {
  const t = useTranslations('portal.lastCaller');
  const { api } = useSession();
  const { call } = useCallActions();
  const isInCall = useIsInCall();
  const dates = useDates();
  const isHydrated = useHydrated();
  const { data } = useInfiniteQuery(callsQuery(api, { direction: null, search: '' }));
  const last = data?.pages[0]?.items[0];
  if (!isHydrated || !last || !wasMissed(last) || isInCall) return null;
  const other = otherOf(last);
  return (
    <Card className="bg-primary-soft text-primary-soft-foreground animate-rise grid gap-4 border-transparent p-5">
      <div className="flex gap-3.5">
        <PhoneIncoming aria-hidden className="mt-0.5 size-5 shrink-0" />
        <div>
          <h2 className="font-semibold">{t('title', { name: other.name })}</h2>
          <p className="text-sm opacity-90">{dates.full(last.createdAt)}</p>
        </div>
      </div>
      <CallButton
        variant="default"
        size="default"
        contactId={other.id}
        contactName={other.name}
        onCall={call}
      />
    </Card>
  );
}
