'use client';

import { ChartColumn, Table2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState, type ReactNode } from 'react';

import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';

/**
 * A chart, or the same numbers as a table. Who listens is read the table, whichever is shown: a chart
 * says nothing to the ear.
 */
export function FigureCard({
  title,
  chart,
  table,
}: {
  title: string;
  chart: ReactNode;
  table: ReactNode;
}) {
  const t = useTranslations('analytics.show');
  const [shown, setShown] = useState<'chart' | 'table'>('chart');
  return (
    <Card aria-label={title} className="min-w-0">
      <CardHeader>
        <CardTitle>{title}</CardTitle>
        <Segmented
          label={`${t('label')}: ${title}`}
          value={shown}
          onChange={setShown}
          options={[
            {
              value: 'chart',
              label: (
                <Choice icon={<ChartColumn aria-hidden className="size-4" />} name={t('chart')} />
              ),
            },
            {
              value: 'table',
              label: <Choice icon={<Table2 aria-hidden className="size-4" />} name={t('table')} />,
            },
          ]}
        />
      </CardHeader>
      <CardContent>
        {shown === 'chart' ? (
          <>
            <div aria-hidden className="text-xs">
              {chart}
            </div>
            <div className="sr-only">{table}</div>
          </>
        ) : (
          <div
            role="region"
            aria-label={`${t('table')}: ${title}`}
            // What scrolls must be reached by the keyboard.
            tabIndex={0}
            className="max-h-80 overflow-auto rounded-xl border"
          >
            {table}
          </div>
        )}
      </CardContent>
    </Card>
  );
}

const Choice = ({ icon, name }: { icon: ReactNode; name: string }) => (
  <span className="flex items-center gap-1.5">
    {icon}
    <span className="max-sm:sr-only">{name}</span>
  </span>
);
