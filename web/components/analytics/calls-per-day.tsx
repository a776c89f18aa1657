'use client';

import { useTranslations } from 'next-intl';

import { useFigures } from '@/hooks/use-figures';
import type { Analytics } from '@/lib/analytics/queries';
import { FigureCard } from './figure-card';
import { FigureTable } from './figure-table';
import { CallsChart } from './charts';

export function CallsPerDay({ days }: { days: Analytics['days'] }) {
  const t = useTranslations('analytics.perDay');
  const { whole, longDay } = useFigures();
  const names = { answered: t('answered'), unanswered: t('unanswered') };
  return (
    <FigureCard
      title={t('title')}
      chart={
        <>
          <CallsChart days={days} names={names} />
          <p className="text-muted-foreground mt-2 flex flex-wrap gap-4">
            <Key className="bg-ring">{names.answered}</Key>
            <Key className="bg-input">{names.unanswered}</Key>
          </p>
        </>
      }
      table={
        <FigureTable
          caption={t('title')}
          columns={[t('day'), t('calls'), names.answered, names.unanswered]}
          rows={days.map(({ day, calls, answered }) => ({
            key: day,
            cells: [longDay(day), whole(calls), whole(answered), whole(calls - answered)],
          }))}
        />
      }
    />
  );
}

const Key = ({ className, children }: { className: string; children: string }) => (
  <span className="flex items-center gap-1.5">
    <span className={`size-2.5 rounded-[3px] ${className}`} /> {children}
  </span>
);
