'use client';

import { useTranslations } from 'next-intl';

import { useDates } from '@/hooks/use-dates';
import type { CallDetails } from '@/lib/api/client';
import { cn } from '@/lib/cn';

/** What happened in a call, one step under the other. */
export function CallTimeline({ call }: { call: CallDetails }) {
  const t = useTranslations('voice.history');
  const dates = useDates();
  const other = call.peer.name || call.peer.phone || t('unknown');
  const side = call.outgoing ? 'outgoing' : 'incoming';
  const words = ({ what, reason, by, afterMs = 0 }: Step): string => {
    switch (what) {
      case 'dialed':
        return t(`steps.dialed.${side}`, { name: other });
      case 'rang':
        return t(`steps.rang.${side}`, { name: other });
      case 'answered':
        return t(`steps.answered.${side}`, { name: other });
      case 'interrupted':
        return t('steps.interrupted');
      case 'reconnected':
        return t('steps.reconnected', { time: dates.seconds(afterMs) });
      case 'ended':
        if (reason === 'hung_up' && by)
          return t(`steps.hungUp.${whoOf(by, side)}`, { name: other });
        return t(`steps.ended.${endOf(reason)}.${side}`, { name: other });
    }
  };
  const listed = call.timeline.filter(({ what }) => what === 'interrupted').length;
  return (
    <section aria-label={t('timeline')}>
      <h3 className="mb-3 text-sm font-semibold">{t('timeline')}</h3>
      <ol className="relative grid gap-4 before:absolute before:top-2 before:bottom-2 before:left-[0.3125rem] before:w-px before:bg-border">
        {call.timeline.map((step, at) => (
          <li key={at} className="relative flex items-baseline gap-3.5 text-sm">
            <span
              aria-hidden
              className={cn(
                'ring-popover relative top-0.5 size-[0.6875rem] shrink-0 rounded-full ring-4',
                colours[step.what] ?? 'bg-ring',
              )}
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
      {call.outages > listed && (
        <p className="text-muted-foreground mt-4 text-[0.8125rem]">
          {t('moreOutages', { count: call.outages - listed })}
        </p>
      )}
    </section>
  );
}

type Step = CallDetails['timeline'][number];

const colours: Partial<Record<Step['what'], string>> = {
  interrupted: 'bg-warning',
};

/** Whether it was the one who looks at it, who dialed in his outgoing calls. */
const whoOf = (by: 'caller' | 'callee', side: 'outgoing' | 'incoming') =>
  (by === 'caller') === (side === 'outgoing') ? 'self' : 'other';

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
const endOf = (reason: string | null | undefined) =>
  ends.find((each) => each === reason) ?? 'other';
