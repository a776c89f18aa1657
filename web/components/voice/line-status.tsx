'use client';

import { useTranslations } from 'next-intl';

import { useHydrated } from '@/hooks/use-hydrated';
import { cn } from '@/lib/cn';
import { useCallCenter } from './call-center';

/** Whether calls can be made and received now: a dot and a word. */
export function LineStatus() {
  const t = useTranslations('voice.line');
  const { isInitialized } = useCallCenter();
  const isHydrated = useHydrated();
  const isReady = isHydrated && isInitialized;
  return (
    <span
      role="status"
      className="text-muted-foreground inline-flex items-center gap-2 text-sm font-medium"
    >
      <span
        aria-hidden
        className={cn(
          'size-2 rounded-full',
          isReady ? 'bg-ring' : 'bg-warning motion-safe:animate-breathe',
        )}
      />
      {isReady ? t('ready') : t('connecting')}
    </span>
  );
}
