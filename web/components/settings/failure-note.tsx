'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { browserFamily, type Failure } from 'ringline/browser';

/** Why the microphone can't be had, and what to do about it in this browser. */
export function FailureNote({ failure }: { failure: Failure }) {
  const t = useTranslations('failures');
  const family = browserFamily();
  return (
    <div
      role="alert"
      className="bg-warning-soft text-warning-soft-foreground animate-rise flex gap-3 rounded-xl px-4 py-3 text-sm"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4.5 shrink-0" />
      <div className="grid gap-1">
        <p className="font-medium">{t(`${failure.code}.title`, { name: '' })}</p>
        <p className="text-pretty">{t(`${failure.code}.wayOut`, { name: '' })}</p>
        {failure.remedy === 'allow_microphone' && (
          <ol className="list-decimal pl-5">
            {(['1', '2'] as const).map((step) => (
              <li key={step}>{t(`allowMicrophone.${family}.${step}`)}</li>
            ))}
          </ol>
        )}
      </div>
    </div>
  );
}
