'use client';

import { useTranslations } from 'next-intl';

import { useFigures } from '@/hooks/use-figures';
import type { Analytics } from '@/lib/analytics/queries';
import { FigureCard } from './figure-card';
import { FigureTable } from './figure-table';
import { DayChart } from './charts';

/** How many were answered and how long they lasted, day by day. */
export function DayLines({ days }: { days: Analytics['days'] }) {
  const t = useTranslations('analytics');
  const { percent, duration, longDay } = useFigures();
  const figures = [
    {
      title: t('rate.title'),
      name: t('rate.rate'),
      figure: 'answerRate',
      show: percent,
      top: 1,
    },
    {
      title: t('duration.title'),
      name: t('duration.mean'),
      figure: 'meanDurationS',
      show: duration,
      top: undefined,
    },
  ] as const;
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      {figures.map(({ title, name, figure, show, top }) => (
        <FigureCard
          key={figure}
          title={title}
          chart={
            <DayChart days={days} figure={figure} name={name} show={show} {...(top && { top })} />
          }
          table={
            <FigureTable
              caption={title}
              columns={[t('perDay.day'), name]}
              rows={days.map((day) => ({
                key: day.day,
                cells: [longDay(day.day), show(day[figure])],
              }))}
            />
          }
        />
      ))}
    </div>
  );
}
