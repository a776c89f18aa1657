'use client';

import { TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Failure, FailureCode } from 'ringline/browser';

import { guideOf } from '@/components/voice/outcome';

/** What each failure of a microphone is called in the catalogues. */
const words = {
  microphone_denied: 'microphoneDenied',
  microphone_missing: 'microphoneMissing',
  microphone_busy: 'microphoneFailed',
  microphone_failed: 'microphoneFailed',
  insecure_context: 'insecure',
  unsupported_browser: 'unsupported',
} as const satisfies Partial<Record<FailureCode, string>>;

const wordOf = (code: FailureCode) =>
  code in words ? words[code as keyof typeof words] : 'microphoneFailed';

/** Why the microphone can't be had, and what to do about it in this browser. */
export function FailureNote({ failure }: { failure: Failure }) {
  const t = useTranslations('settings.failures');
  const tProblems = useTranslations('voice.problems');
  const word = wordOf(failure.code);
  const guide = guideOf(navigator.userAgent);
  return (
    <div
      role="alert"
      className="bg-warning-soft text-warning-soft-foreground animate-rise flex gap-3 rounded-xl px-4 py-3 text-sm"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4.5 shrink-0" />
      <div className="grid gap-1">
        <p className="font-medium">{t(`${word}.title`)}</p>
        <p className="text-pretty">{t(`${word}.text`)}</p>
        {failure.remedy === 'allow_microphone' && (
          <ol className="list-decimal pl-5">
            {(['1', '2'] as const).map((step) => (
              <li key={step}>{tProblems(`allow.${guide}.${step}`)}</li>
            ))}
          </ol>
        )}
      </div>
    </div>
  );
}
