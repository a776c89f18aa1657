'use client';

import { useTranslations } from 'next-intl';
import { memo, useDeferredValue, useMemo, useState } from 'react';

import { ListPart, partsOf } from '@/components/ui/long-list';
import { useDates } from '@/hooks/use-dates';
import { useIsInCall } from '@/hooks/use-voice';
import type { CallRecord } from '@/lib/api/client';
import { CallRow } from './call-row';
import type { CallSomebody } from './use-dialer';

interface RowsProps {
  onCallBack: CallSomebody | undefined;
  onOpen: (id: string) => void;
}

const rowPx = 61;

/** The calls by day, drawn where they are near the screen. */
export const HistoryRows = memo(function HistoryRows({
  calls,
  ...props
}: RowsProps & { calls: readonly CallRecord[] }) {
  const [nowMs] = useState(() => Date.now());
  const parts = useMemo(() => partsOf(calls), [calls]);
  return parts.map((part, at) => (
    <Part
      // By its place: a new call moves one row from each part to the next, and the others stay, with the
      // keyboard's focus.
      key={at}
      calls={part}
      before={parts[at - 1]?.at(-1)?.createdAt}
      startsNear={at < 2}
      nowMs={nowMs}
      {...props}
    />
  ));
});

interface PartProps extends RowsProps {
  calls: readonly CallRecord[];
  /** When the last call above was; undefined for the first part. */
  before: number | undefined;
  startsNear: boolean;
  nowMs: number;
}

const isSame = (
  { calls: before, ...one }: PartProps,
  { calls: after, ...other }: PartProps,
): boolean =>
  before.length === after.length &&
  before.every((call, at) => call === after[at]) &&
  (Object.keys(one) as (keyof typeof one)[]).every((key) => one[key] === other[key]);

const Part = memo(function Part({ calls, startsNear, ...props }: PartProps) {
  return (
    <ListPart rowPx={rowPx} count={calls.length} startsNear={startsNear}>
      {() => <Rows calls={calls} {...props} />}
    </ListPart>
  );
}, isSame);

/** The rows of a part that is drawn: it asks the phone for what all of them need. */
function Rows({ calls, before, nowMs, onCallBack, onOpen }: Omit<PartProps, 'startsNear'>) {
  const t = useTranslations('voice.callButton');
  const dates = useDates();
  // That nobody can be called now may be drawn a moment after the call itself.
  const isInCall = useDeferredValue(useIsInCall());
  const dayBefore = before === undefined ? '' : dates.day(before, nowMs);
  const days: { day: string; calls: CallRecord[] }[] = [];
  for (const call of calls) {
    const day = dates.day(call.createdAt, nowMs);
    const last = days.at(-1);
    if (last?.day === day) last.calls.push(call);
    else days.push({ day, calls: [call] });
  }
  return days.map(({ day, calls: ofDay }) => (
    <div key={day} className={day === dayBefore ? 'border-border/70 border-t' : undefined}>
      {day !== dayBefore && (
        <h3 className="text-muted-foreground bg-muted/60 px-5 py-1.5 text-xs font-medium">{day}</h3>
      )}
      <ul aria-label={day} className="divide-border/70 divide-y">
        {ofDay.map((call) => (
          <CallRow
            key={call.id}
            call={call}
            onCallBack={onCallBack}
            onOpen={onOpen}
            disabledReason={isInCall ? t('inCall') : undefined}
          />
        ))}
      </ul>
    </div>
  ));
}
