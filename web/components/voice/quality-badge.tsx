'use client';

import { Signal, SignalHigh, SignalLow } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Quality } from 'ringline';

import { Badge } from '@/components/ui/badge';
import { tip } from '@/components/ui/tooltip';
import { useCurrentCall } from '@/hooks/use-voice';

const looks = {
  good: { tone: 'good', icon: Signal },
  fair: { tone: 'warning', icon: SignalHigh },
  poor: { tone: 'bad', icon: SignalLow },
} as const;

/** How it sounds, as a word and a colour; why, at a glance. */
export function QualityBadge({ level }: { level: Quality['level'] }) {
  const t = useTranslations('voice.quality');
  const reason = useCurrentCall(({ quality }) => quality?.reason ?? null);
  const { tone, icon: Icon } = looks[level];
  const why = t(`because.${reason ?? 'none'}`);
  return (
    <button
      type="button"
      className="target relative rounded-full"
      aria-description={why}
      {...tip(why)}
    >
      <Badge tone={tone}>
        <Icon aria-hidden className="size-3.5" />
        {t(level)}
      </Badge>
    </button>
  );
}
