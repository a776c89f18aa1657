'use client';

import { Clock, PhoneCall, PhoneIncoming, Timer, type LucideIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';

import { useFigures } from '@/hooks/use-figures';
import type { Tally } from '@/lib/analytics/queries';

/** The four figures that say most, each beside what it was in as many days before. */
export function Totals({
  total,
  before,
  days,
}: {
  total: Tally;
  /** undefined while it isn't known. */
  before: Tally | undefined;
  days: number;
}) {
  const t = useTranslations('analytics.totals');
  const { whole, percent, duration } = useFigures();
  const figures: [string, LucideIcon, (of: Tally) => string][] = [
    ['calls', PhoneCall, ({ calls }) => whole(calls)],
    ['answerRate', PhoneIncoming, ({ answerRate }) => percent(answerRate)],
    ['meanDuration', Timer, ({ meanDurationS }) => duration(meanDurationS)],
    ['totalDuration', Clock, ({ totalDurationS }) => duration(totalDurationS)],
  ];
  return (
    <dl aria-label={t('label')} className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {figures.map(([name, Icon, show]) => (
        <div
          key={name}
          className="bg-card text-card-foreground shadow-card grid content-start gap-1 rounded-2xl border p-4"
        >
          <dt className="text-muted-foreground flex items-center gap-2 text-sm">
            <Icon aria-hidden className="size-4" strokeWidth={1.85} />
            {t(name as 'calls')}
          </dt>
          <dd className="text-[1.75rem] leading-tight font-semibold tracking-tight tabular-nums">
            {show(total)}
          </dd>
          <dd className="text-muted-foreground min-h-5 text-xs">
            {before &&
              (before.calls === 0
                ? t('noneBefore', { days })
                : t('before', { value: show(before), days }))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
