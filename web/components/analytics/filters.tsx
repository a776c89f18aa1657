'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';

import { Card } from '@/components/ui/card';
import { Input } from '@/components/ui/input';
import { Label } from '@/components/ui/label';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import type { Analytics, AnalyticsFilters } from '@/lib/analytics/queries';
import { lastDays, problemOf, today } from '@/lib/analytics/span';

const presets = ['7', '30', '90'] as const;
type Preset = (typeof presets)[number] | 'custom';

/** Which calls are counted. */
export function Filters({
  filters,
  staff,
  onChange,
}: {
  filters: AnalyticsFilters;
  staff: Analytics['staff'];
  onChange: (filters: AnalyticsFilters) => void;
}) {
  const t = useTranslations('analytics.filters');
  const id = useId();
  const [preset, setPreset] = useState<Preset>('30');
  // Who was once seen can be chosen, also when the others aren't counted any more.
  const [seen, setSeen] = useState<ReadonlyMap<string, string>>(new Map());
  const fresh = staff.filter(({ userId }) => !seen.has(userId));
  if (fresh.length > 0) {
    setSeen(
      new Map([...seen, ...fresh.map(({ userId, name }) => [userId, name ?? userId] as const)]),
    );
  }
  const problem = problemOf(filters);
  return (
    <Card aria-label={t('label')} className="grid grid-cols-[minmax(0,1fr)] gap-3 p-4">
      <div className="flex flex-wrap items-center gap-3">
        <Segmented<Preset>
          label={t('span')}
          value={preset}
          onChange={(next) => {
            setPreset(next);
            if (next !== 'custom') onChange({ ...filters, ...lastDays(Number(next)) });
          }}
          options={[
            ...presets.map((value) => ({ value, label: t('days', { count: Number(value) }) })),
            { value: 'custom' as const, label: t('custom') },
          ]}
          className="max-sm:w-full"
        />
        <Segmented
          label={t('scope')}
          value={filters.scope}
          onChange={(scope) => onChange({ ...filters, scope, userId: '' })}
          options={[
            { value: 'tenant', label: t('tenant') },
            { value: 'mine', label: t('mine') },
          ]}
          className="max-sm:w-full"
        />
        <div className="flex flex-1 flex-wrap gap-3 lg:justify-end">
          <Select
            aria-label={t('direction')}
            value={filters.direction ?? ''}
            onChange={({ target }) =>
              onChange({
                ...filters,
                direction: (target.value || null) as AnalyticsFilters['direction'],
              })
            }
            className="min-w-40 flex-1 lg:max-w-52"
          >
            <option value="">{t('directions.all')}</option>
            <option value="OUTBOUND">{t('directions.OUTBOUND')}</option>
            <option value="INBOUND">{t('directions.INBOUND')}</option>
          </Select>
          {filters.scope === 'tenant' && (
            <Select
              aria-label={t('staff')}
              value={filters.userId}
              onChange={({ target }) => onChange({ ...filters, userId: target.value })}
              className="min-w-36 flex-1 lg:max-w-48"
            >
              <option value="">{t('everybody')}</option>
              {[...seen].map(([userId, name]) => (
                <option key={userId} value={userId}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </div>
      </div>
      {preset === 'custom' && (
        <div className="animate-rise flex flex-wrap items-end gap-3">
          {(['firstDay', 'lastDay'] as const).map((each) => (
            <div key={each} className="grid gap-1.5">
              <Label htmlFor={`${id}-${each}`}>{t(each === 'firstDay' ? 'first' : 'last')}</Label>
              <Input
                id={`${id}-${each}`}
                type="date"
                max={today()}
                value={filters[each]}
                aria-invalid={problem ? true : undefined}
                aria-describedby={problem ? `${id}-problem` : undefined}
                onChange={({ target }) => onChange({ ...filters, [each]: target.value })}
                className="w-44"
              />
            </div>
          ))}
          {problem && (
            <p id={`${id}-problem`} role="alert" className="text-destructive pb-2.5 text-sm">
              {t(problem)}
            </p>
          )}
        </div>
      )}
    </Card>
  );
}
