'use client';

import { useTranslations } from 'next-intl';

import { useDates } from '@/hooks/use-dates';
import type { CallDetails } from '@/lib/api/client';

/** What happened in a call, one step under the other. */
export function CallTimeline({ call }: { call: CallDetails }) {
  const t = useTranslations('voice.history');
  const dates = useDates();
  const other = call.peer.name || call.peer.phone || t('unknown');
  const words = ({ what, reason }: CallDetails['timeline'][number]): string => {
    const side = call.outgoing ? 'outgoing' : 'incoming';
    switch (what) {
      case 'dialed':
        return t(`steps.dialed.${side}`, { name: other });
      case 'answered':
        return t(`steps.answered.${side}`, { name: other });
      case 'ended':
        return t(`steps.ended.${endOf(reason)}.${side}`, { name: other });
    }
  };
  return (
    <section aria-label={t('timeline')}>
      <h3 className="mb-3 text-sm font-semibold">{t('timeline')}</h3>
      <ol className="relative grid gap-4 before:absolute before:top-2 before:bottom-2 before:left-[0.3125rem] before:w-px before:bg-border">
        {call.timeline.map((step, at) => (
          <li key={at} className="relative flex items-baseline gap-3.5 text-sm">
            <span
              aria-hidden
              className="bg-ring ring-popover relative top-0.5 size-[0.6875rem] shrink-0 rounded-full ring-4"
            />
            <span className="flex-1">{words(step)}</span>
            <time
              dateTime={new Date(step.at).toISOString()}
              className="text-muted-foreground text-[0.8125rem] whitespace-nowrap tabular-nums"
            >
              {dates.exactTime(step.at)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}

const ends = [
  'declined',
  'busy',
  'no_answer',
  'cancelled',
  'offline',
  'connection_lost',
  'media_failed',
  'microphone_denied',
] as const;

/** How it ended, where that says more than that it did. */
const endOf = (reason: string | null) => ends.find((each) => each === reason) ?? 'other';
