'use client';

import { useQuery } from '@tanstack/react-query';
import { ChartNoAxesColumn } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { useSession } from '@/components/session-provider';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { QueryFailed } from '@/components/ui/query-failed';
import { useHydrated } from '@/hooks/use-hydrated';
import { analyticsQuery, type AnalyticsFilters } from '@/lib/analytics/queries';
import { lastDays, problemOf, spanBefore } from '@/lib/analytics/span';
import { cn } from '@/lib/cn';
import { AnalyticsSkeleton } from './analytics-skeleton';
import { CallsPerDay } from './calls-per-day';
import { EndReasons } from './end-reasons';
import { Filters } from './filters';
import { HourMap } from './hour-map';
import { PerStaff } from './per-staff';
import { DayLines } from './day-lines';
import { Totals } from './totals';

const browserZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function AnalyticsView() {
  const t = useTranslations('analytics');
  // Which days there are depends on the browser's time zone.
  if (!useHydrated()) return <AnalyticsSkeleton label={t('title')} />;
  return <Figures />;
}

function Figures() {
  const t = useTranslations('analytics');
  const tCommon = useTranslations('common');
  const { api } = useSession();
  const [filters, setFilters] = useState<AnalyticsFilters>(() => ({
    ...lastDays(30),
    timeZone: browserZone(),
    scope: 'tenant',
    direction: null,
    userId: '',
  }));
  const isPossible = problemOf(filters) === null;
  const now = useQuery({ ...analyticsQuery(api, filters), enabled: isPossible });
  const before = useQuery({
    ...analyticsQuery(api, { ...filters, ...spanBefore(filters) }),
    enabled: isPossible,
  });
  const { data } = now;

  return (
    <div className="grid gap-5">
      <Filters filters={filters} staff={data?.staff ?? []} onChange={setFilters} />
      {now.isError && !data ? (
        <Card>
          <QueryFailed
            title={t('failed.title')}
            text={t('failed.text')}
            onRetry={() => void now.refetch()}
          />
        </Card>
      ) : !data ? (
        <AnalyticsSkeleton label={tCommon('loading')} />
      ) : (
        <div
          aria-busy={now.isPlaceholderData}
          className={cn('grid gap-5 transition-opacity', now.isPlaceholderData && 'opacity-60')}
        >
          <Totals
            total={data.total}
            before={before.isPlaceholderData ? undefined : before.data?.total}
            days={data.days.length}
          />
          {data.total.calls === 0 ? (
            <Card>
              <EmptyState icon={ChartNoAxesColumn} title={t('none.title')}>
                {t('none.text')}
              </EmptyState>
            </Card>
          ) : (
            <>
              <CallsPerDay days={data.days} />
              <DayLines days={data.days} />
              <div className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.35fr)]">
                <EndReasons reasons={data.reasons} />
                <HourMap hours={data.hours} />
              </div>
              {filters.scope === 'tenant' && <PerStaff staff={data.staff} />}
            </>
          )}
        </div>
      )}
      <p className="text-muted-foreground text-xs">{t('zone', { zone: filters.timeZone })}</p>
    </div>
  );
}
