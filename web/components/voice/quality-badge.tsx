'use client';

import { Signal, SignalHigh, SignalLow } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Quality } from 'ringline';

import { Badge } from '@/components/ui/badge';
import { Tooltip } from '@/components/ui/tooltip';
import { useDates } from '@/hooks/use-dates';

const looks = {
  good: { tone: 'good', icon: Signal },
  fair: { tone: 'warning', icon: SignalHigh },
  poor: { tone: 'bad', icon: SignalLow },
} as const;

/** How it sounds, as a word and a colour; why, at a glance. */
export function QualityBadge({ quality }: { quality: Quality }) {
  const t = useTranslations('voice.quality');
  const { number } = useDates();
  const { tone, icon: Icon } = looks[quality.level];
  const why = quality.reason
    ? t(`because.${quality.reason}`, {
        loss: number(quality.lossPercent / 100, { style: 'percent', maximumFractionDigits: 1 }),
        jitter: number(Math.round(quality.jitterMs)),
        roundTrip: number(Math.round(quality.rttMs)),
      })
    : t('because.none');
  return (
    <Tooltip content={why}>
      <button type="button" className="rounded-full" aria-description={why}>
        <Badge tone={tone}>
          <Icon aria-hidden className="size-3.5" />
          {t(quality.level)}
        </Badge>
      </button>
    </Tooltip>
  );
}
