'use client';

import { CloudOff } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState, useTransition } from 'react';

import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { useSignOut } from '@/hooks/use-sign-out';
import { Brand } from './brand';

/** First after so many seconds, then each time after twice as many, up to the last. */
const firstS = 3;
const longestS = 30;

/** The page without the gateway: it is asked for again by itself, and one can still sign out. */
export function Outage() {
  const t = useTranslations('common');
  const tShell = useTranslations('shell');
  const router = useRouter();
  const signOut = useSignOut();
  const [isAsking, start] = useTransition();
  const [waitS, setWaitS] = useState(firstS);
  const [leftS, setLeftS] = useState(firstS);
  const ask = () => {
    const next = Math.min(longestS, waitS * 2);
    setWaitS(next);
    setLeftS(next);
    start(() => router.refresh());
  };
  useEffect(() => {
    if (isAsking) return;
    const timer = setTimeout(() => {
      if (leftS > 1) setLeftS(leftS - 1);
      else ask();
    }, 1_000);
    return () => clearTimeout(timer);
  });
  return (
    <div className="min-h-dvh">
      <header className="flex items-center justify-between border-b px-4 py-2.5 md:px-6">
        <Brand />
        <Button variant="ghost" size="sm" onClick={signOut}>
          {tShell('signOut')}
        </Button>
      </header>
      <main id="content" tabIndex={-1} className="mx-auto max-w-xl px-4 py-10 outline-none">
        <Card>
          <EmptyState
            tone="bad"
            icon={CloudOff}
            title={t('pageFailed.title')}
            action={
              <Button onClick={ask} disabled={isAsking}>
                {t('tryAgain')}
              </Button>
            }
          >
            {t('pageFailed.text')} {/* Not read out: it changes each second. */}
            <span aria-hidden className="tabular-nums">
              {isAsking ? t('loading') : t('againIn', { seconds: leftS })}
            </span>
          </EmptyState>
        </Card>
      </main>
    </div>
  );
}
