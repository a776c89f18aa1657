'use client';

import { useTranslations } from 'next-intl';

import { Avatar } from '@/components/ui/avatar';
import { Card, CardHeader, CardTitle } from '@/components/ui/card';
import { useFigures } from '@/hooks/use-figures';
import type { Analytics } from '@/lib/analytics/queries';
import { cn } from '@/lib/cn';
import { ShareBar } from './share-bar';

/** The most that the gateway counts. */
const mostStaff = 200;
const cell = 'px-3 py-2.5 first:pl-5 last:pr-5';

export function PerStaff({ staff }: { staff: Analytics['staff'] }) {
  const t = useTranslations('analytics.staff');
  const { whole, percent, duration } = useFigures();
  const most = Math.max(...staff.map(({ calls }) => calls), 1);
  const figures = ['calls', 'answered', 'mean', 'total'] as const;
  return (
    <Card aria-label={t('title')} className="overflow-hidden">
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
      </CardHeader>
      <div role="region" aria-label={t('table')} tabIndex={0} className="relative overflow-x-auto">
        <table className="w-full min-w-[32rem] text-left text-sm">
          <caption className="sr-only">{t('title')}</caption>
          <thead className="text-muted-foreground bg-muted/60 text-xs">
            <tr>
              <th scope="col" className={cn(cell, 'py-2 font-medium')}>
                {t('name')}
              </th>
              {figures.map((figure) => (
                <th key={figure} scope="col" className={cn(cell, 'py-2 text-right font-medium')}>
                  {t(figure)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-border/70 divide-y">
            {staff.map((each) => {
              const name = each.name ?? t('unknown');
              return (
                <tr key={each.userId}>
                  <th scope="row" className={cn(cell, 'w-2/5 font-medium')}>
                    <span className="flex items-center gap-3">
                      <Avatar name={name} size="sm" />
                      <span className="min-w-0 flex-1">
                        <span className="block truncate">{name}</span>
                        <ShareBar part={each.calls / most} />
                      </span>
                    </span>
                  </th>
                  <td className={cn(cell, 'text-right tabular-nums')}>{whole(each.calls)}</td>
                  <td className={cn(cell, 'text-right tabular-nums')}>
                    {percent(each.answerRate)}
                  </td>
                  <td className={cn(cell, 'text-right tabular-nums')}>
                    {duration(each.meanDurationS)}
                  </td>
                  <td className={cn(cell, 'text-right tabular-nums')}>
                    {duration(each.totalDurationS)}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {staff.length === mostStaff && (
        <p className="text-muted-foreground border-t px-5 py-3 text-sm">{t('most')}</p>
      )}
    </Card>
  );
}
