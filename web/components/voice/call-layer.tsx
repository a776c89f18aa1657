'use client';

import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';

import { callLayer, useHasModal } from '@/components/ui/modal';
import { useFreshCalls } from '@/hooks/use-fresh-calls';
import { useCurrentCall, useStage } from '@/hooks/use-voice';
import { cn } from '@/lib/cn';
import { useCallActions } from './call-center';
import { CallNoticeCard } from './call-notice';
import { IncomingCall } from './incoming-call';
import { OwnCallBar, OwnCallCard, useIsCallSmall } from './own-call';
import { useTitle } from './use-title';

/** The page on which the call has a place of its own. */
const callsPage = '/calls';

/** What calls put over every page: who calls, the call that goes on, and how it ended. */
export function CallLayer() {
  const stage = useStage();
  const isElsewhere = usePathname() !== callsPage;
  useTitle();
  useFreshCalls();
  return (
    <div {...callLayer}>
      {stage === 'incoming' && <Incoming />}
      {stage === 'live' && <CurrentCall isElsewhere={isElsewhere} />}
      {stage === 'none' && isElsewhere && (
        <CallNoticeCard className="shadow-float fixed inset-x-4 bottom-20 z-35 sm:left-auto sm:w-100 md:right-6 md:bottom-6" />
      )}
    </div>
  );
}

function Incoming() {
  const { acceptCall, rejectCall } = useCallActions();
  const id = useCurrentCall((call) => call.id);
  const name = useCurrentCall(({ peer }) => peer.name) ?? '';
  const number = useCurrentCall(({ peer }) => peer.phoneNumber) ?? '';
  return (
    <IncomingCall
      key={id}
      callerName={name || null}
      contactPhone={number || null}
      onAccept={acceptCall}
      onReject={rejectCall}
    />
  );
}

function CurrentCall({ isElsewhere }: { isElsewhere: boolean }) {
  const t = useTranslations('voice.call');
  const hasModal = useHasModal();
  const isSmall = useIsCallSmall();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'F6') return;
      event.preventDefault();
      const target = document.querySelector<HTMLElement>('[data-bar] button, #call');
      target?.focus();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const isBar = isSmall || hasModal;
  if (isBar) {
    return (
      <aside
        aria-label={t('widget')}
        className={cn(
          'fixed z-50',
          hasModal
            ? 'inset-x-2 top-2 sm:inset-x-auto sm:top-auto sm:bottom-6 sm:left-6 sm:w-88'
            : 'inset-x-4 bottom-20 sm:left-auto sm:w-88 md:right-6 md:bottom-6',
          // There the card stands in the page, unless the page is too small for it.
          !isElsewhere && !hasModal && 'hidden cramped:block',
        )}
      >
        <OwnCallBar />
      </aside>
    );
  }
  if (!isElsewhere) {
    return (
      <a
        href="#call"
        className="bg-primary text-primary-foreground sr-only z-60 rounded-md px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('goTo')}
      </a>
    );
  }
  return (
    <aside
      aria-label={t('widget')}
      className="animate-rise cramped:inset-0 cramped:w-auto fixed right-6 bottom-6 z-35 flex max-h-[calc(100dvh-3rem)] w-88 flex-col cramped:max-h-none"
    >
      <OwnCallCard className="shadow-float cramped:flex-1 cramped:rounded-none cramped:border-0" />
    </aside>
  );
}
