'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useState } from 'react';

import { Segmented } from '@/components/ui/segmented';
import { useCallActions } from '@/components/voice/call-center';
import { CallHistory } from '@/components/voice/call-history';
import { CallNoticeCard } from '@/components/voice/call-notice';
import { Dialer } from '@/components/voice/dialer';
import { OwnCallCard, useIsCallSmall } from '@/components/voice/own-call';
import { useSeenMissedCalls } from '@/components/voice/use-missed-calls';
import { useIsOnline, useStage } from '@/hooks/use-voice';
import { cn } from '@/lib/cn';

type View = 'phone' | 'history';

/** The phone at the left, the history beside it; on a small screen one at a time. */
export function CallsView() {
  const t = useTranslations('calls');
  const { call } = useCallActions();
  const [shown, setShown] = useState<View>('phone');
  const callAndShow = useCallback<typeof call>(
    (...whom) => {
      call(...whom);
      setShown('phone');
    },
    [call],
  );
  useSeenMissedCalls(shown === 'history');
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[22.5rem_minmax(0,1fr)]">
      <Segmented
        label={t('views.label')}
        value={shown}
        onChange={setShown}
        options={[
          { value: 'phone', label: t('views.phone') },
          { value: 'history', label: t('views.history') },
        ]}
        className="lg:hidden"
      />
      <PhoneColumn isShown={shown === 'phone'} onCall={callAndShow} />
      <div className={cn(shown === 'phone' && 'max-lg:hidden')}>
        <CallHistory onCallBack={callAndShow} />
      </div>
    </div>
  );
}

/** The call where there is one, else whom to call. */
function PhoneColumn({
  isShown,
  onCall,
}: {
  isShown: boolean;
  onCall: ReturnType<typeof useCallActions>['call'];
}) {
  const hasCall = useStage() === 'live';
  const isOnline = useIsOnline();
  const isSmall = useIsCallSmall();
  return (
    <div className={cn('grid gap-4 lg:sticky lg:top-8', !isShown && !hasCall && 'max-lg:hidden')}>
      {hasCall ? (
        <OwnCallCard
          className={cn(
            'min-h-[28.5rem]',
            isSmall
              ? 'cramped:hidden'
              : 'cramped:fixed cramped:inset-0 cramped:z-35 cramped:min-h-0 cramped:rounded-none cramped:border-0',
          )}
          shrinkClassName="hidden cramped:inline-flex"
        />
      ) : (
        <>
          <CallNoticeCard />
          <Dialer disabled={!isOnline} onCall={onCall} />
        </>
      )}
    </div>
  );
}
