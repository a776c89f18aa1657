'use client';

import { Phone, TriangleAlert, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { browserFamily } from 'ringline/browser';

import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { cn } from '@/lib/cn';
import { useCallCenter } from './call-center';

/** Why the last call came to nothing, and what can be done; until it is dismissed or somebody calls. */
export function CallProblemNotice({ className }: { className?: string }) {
  const t = useTranslations('failures');
  const tCommon = useTranslations('common');
  const { problem: shown, dismissProblem, call, isInitialized } = useCallCenter();
  if (!shown) return null;
  const { problem, name, again } = shown;
  return (
    <Card
      role="alert"
      className={cn('animate-rise relative grid gap-3 p-4 pr-12 sm:p-5 sm:pr-12', className)}
    >
      <div className="flex gap-3.5">
        <span className="bg-warning-soft text-warning-soft-foreground grid size-9 shrink-0 place-items-center rounded-xl">
          <TriangleAlert aria-hidden className="size-4.5" />
        </span>
        <div className="grid min-w-0 gap-1">
          <h2 className="font-semibold break-words">{t(`${problem}.title`, { name })}</h2>
          <p className="text-muted-foreground text-sm text-pretty">
            {t(`${problem}.wayOut`, { name })}
          </p>
          {problem === 'microphone_denied' && <MicrophoneGuide />}
          {again && (
            <Button
              size="sm"
              variant="soft"
              className="mt-2 justify-self-start"
              disabled={!isInitialized}
              onClick={() => call(again.number, again.id || undefined, again.name)}
            >
              <Phone aria-hidden />
              {problem === 'missed' ? t('callBack') : t('callAgain')}
            </Button>
          )}
        </div>
      </div>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={tCommon('close')}
        onClick={dismissProblem}
        className="text-muted-foreground absolute top-3 right-3"
      >
        <X aria-hidden />
      </Button>
    </Card>
  );
}

/** How the microphone is allowed, in the words of the browser at hand: a page can't ask twice. */
export function MicrophoneGuide() {
  const t = useTranslations('failures.allowMicrophone');
  const family = browserFamily();
  return (
    <ol className="mt-1 grid list-decimal gap-1 pl-5 text-sm">
      {(['1', '2', '3'] as const).map((step) => (
        <li key={step}>{t(`${family}.${step}`)}</li>
      ))}
    </ol>
  );
}
