'use client';

import { useTranslations } from 'next-intl';

import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card';
import { useFigures } from '@/hooks/use-figures';
import type { Analytics } from '@/lib/analytics/queries';
import { ShareBar } from './share-bar';

/** Why calls ended: a table whose rows are drawn as well. */
export function EndReasons({ reasons }: { reasons: Analytics['reasons'] }) {
  const t = useTranslations('analytics.reasons');
  const { whole, percent } = useFigures();
  const all = reasons.reduce((sum, { calls }) => sum + calls, 0);
  const most = Math.max(...reasons.map(({ calls }) => calls), 1);
  return (
    <Card aria-label={t('title')}>
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
      </CardHeader>
      <CardContent>
        <table className="w-full text-left text-sm">
          <caption className="sr-only">{t('title')}</caption>
          <thead className="sr-only">
            <tr>
              <th scope="col">{t('reason')}</th>
              <th scope="col">{t('calls')}</th>
              <th scope="col">{t('share')}</th>
            </tr>
          </thead>
          <tbody>
            {reasons.map(({ reason, calls }) => (
              <tr key={reason ?? ''}>
                <th scope="row" className="w-full py-1.5 pr-4 font-normal">
                  {reason ? t(`names.${reason}`) : t('unknown')}
                  <ShareBar part={calls / most} tone={reason === 'hung_up' ? 'good' : 'neutral'} />
                </th>
                <td className="py-1.5 text-right align-top font-medium tabular-nums">
                  {whole(calls)}
                </td>
                <td className="text-muted-foreground py-1.5 pl-3 text-right align-top tabular-nums">
                  {percent(calls / all)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </CardContent>
    </Card>
  );
}
