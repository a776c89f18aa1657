'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { Segmented } from '@/components/ui/segmented';
import { CurrentCall } from '@/components/voice/active-call-widget';
import { useCallCenter } from '@/components/voice/call-center';
import { CallHistory } from '@/components/voice/call-history';
import { CallProblemNotice } from '@/components/voice/call-problem';
import { Dialer } from '@/components/voice/dialer';
import { cn } from '@/lib/cn';

/** The phone at the left, the history beside it; on a small screen one at a time. */
export function CallsView() {
  const t = useTranslations('calls');
  const { call, callState, incomingCall, isInitialized } = useCallCenter();
  const [shown, setShown] = useState<'phone' | 'history'>('phone');
  const hasCall = callState !== 'idle' && !incomingCall;
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
      <div
        className={cn(
          'grid gap-4 lg:sticky lg:top-8',
          shown === 'history' && !hasCall && 'max-lg:hidden',
        )}
      >
        {!hasCall && <CallProblemNotice />}
        {hasCall ? (
          <CurrentCall className="min-h-[28.5rem]" />
        ) : (
          <Dialer
            disabled={!isInitialized}
            onCall={(...whom) => {
              call(...whom);
              setShown('phone');
            }}
          />
        )}
      </div>
      <div className={cn(shown === 'phone' && 'max-lg:hidden')}>
        <CallHistory
          onCallBack={(...whom) => {
            call(...whom);
            setShown('phone');
          }}
        />
      </div>
    </div>
  );
}
