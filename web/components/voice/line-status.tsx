'use client';

import { useTranslations } from 'next-intl';

import { useIsOnline, useStage } from '@/hooks/use-voice';
import { cn } from '@/lib/cn';
import { useIsNetworkUp } from './use-network';

/** Whether calls can be made and received now: a dot and a word. */
export function LineStatus() {
  const t = useTranslations('voice.line');
  const isOnline = useIsOnline();
  const isNetworkUp = useIsNetworkUp();
  const stage = useStage();
  const state = !isNetworkUp
    ? 'offline'
    : stage === 'live'
      ? 'inCall'
      : isOnline
        ? 'ready'
        : 'connecting';
  const isGood = state === 'ready' || state === 'inCall';
  return (
    <span
      role="status"
      data-line={isOnline ? 'online' : 'away'}
      className="text-muted-foreground inline-flex items-center gap-2 text-sm font-medium"
    >
      <span
        aria-hidden
        className={cn(
          'size-2 rounded-full',
          isGood ? 'bg-ring' : 'bg-warning motion-safe:animate-breathe',
        )}
      />
      {t(state)}
    </span>
  );
}
