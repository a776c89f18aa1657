'use client';

import { Info } from 'lucide-react';
import { useTranslations } from 'next-intl';

import { Button } from '@/components/ui/button';
import { Popover } from '@/components/ui/popover';
import { useDates } from '@/hooks/use-dates';
import { useCurrentCall } from '@/hooks/use-voice';

/** Figures for the curious; asked for while they are shown. */
export function ConnectionDetails() {
  const t = useTranslations('voice.details');
  return (
    <Popover
      label={t('label')}
      align="end"
      className="w-64"
      trigger={(given) => (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t('label')}
          className="text-muted-foreground"
          {...given}
        >
          <Info aria-hidden />
        </Button>
      )}
    >
      <Figures />
    </Popover>
  );
}

function Figures() {
  const t = useTranslations('voice.details');
  const { number } = useDates();
  const quality = useCurrentCall((call) => call.quality);
  if (!quality) return null;
  const milliseconds = (value: number) => t('ms', { value: number(Math.round(value)) });
  const rows = [
    [t('path'), quality.path ? t(`paths.${quality.path}`) : t('unknown')],
    [t('roundTrip'), milliseconds(quality.rttMs)],
    [t('loss'), number(quality.lossPercent / 100, { style: 'percent', maximumFractionDigits: 1 })],
    [t('jitter'), milliseconds(quality.jitterMs)],
    [t('score'), number(quality.mos, { minimumFractionDigits: 1, maximumFractionDigits: 1 })],
  ] as const;
  return (
    <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-2 text-sm">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted-foreground">{name}</dt>
          <dd className="font-medium tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
