'use client';

import {
  Area,
  AreaChart,
  Bar,
  BarChart,
  CartesianGrid,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';

import { useFigures } from '@/hooks/use-figures';
import type { Analytics } from '@/lib/analytics/queries';

type Day = Analytics['days'][number];

const axis = {
  tickLine: false,
  axisLine: false,
  tick: { fill: 'var(--muted-foreground)', fontSize: 12 },
} as const;
const margin = { top: 8, right: 4, bottom: 0, left: 0 };

/** What a pointer is shown of the day beneath it. */
function Hint({ title, rows }: { title: string; rows: readonly (readonly [string, string])[] }) {
  return (
    <div className="bg-popover text-popover-foreground shadow-float grid gap-1 rounded-lg border px-3 py-2 text-xs">
      <p className="font-medium">{title}</p>
      {rows.map(([name, value]) => (
        <p key={name} className="text-muted-foreground flex justify-between gap-4">
          {name} <span className="text-foreground font-medium tabular-nums">{value}</span>
        </p>
      ))}
    </div>
  );
}

const dayIn = (payload: unknown): Day | undefined =>
  (payload as readonly { payload: Day }[] | undefined)?.[0]?.payload;

export function CallsChart({
  days,
  names,
}: {
  days: readonly Day[];
  names: { answered: string; unanswered: string };
}) {
  const { whole, shortDay, longDay } = useFigures();
  const data = days.map((day) => ({ ...day, unanswered: day.calls - day.answered }));
  return (
    <ResponsiveContainer width="100%" height={264}>
      <BarChart
        data={data}
        margin={margin}
        barCategoryGap="22%"
        // It would take the keyboard's focus; the table beside it is what is read.
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis {...axis} dataKey="day" tickFormatter={shortDay} minTickGap={28} tickMargin={8} />
        <YAxis {...axis} width={36} allowDecimals={false} tickFormatter={whole} />
        <Tooltip
          cursor={{ fill: 'var(--accent)' }}
          isAnimationActive={false}
          content={({ payload }) => {
            const day = dayIn(payload);
            if (!day) return null;
            return (
              <Hint
                title={longDay(day.day)}
                rows={[
                  [names.answered, whole(day.answered)],
                  [names.unanswered, whole(day.calls - day.answered)],
                ]}
              />
            );
          }}
        />
        <Bar dataKey="answered" stackId="calls" fill="var(--ring)" isAnimationActive={false} />
        <Bar
          dataKey="unanswered"
          stackId="calls"
          fill="var(--input)"
          radius={[4, 4, 0, 0]}
          isAnimationActive={false}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}

/** One figure of each day as a line; a gap where there is none. */
export function DayChart({
  id,
  days,
  figure,
  name,
  show,
  top,
}: {
  id: string;
  days: readonly Day[];
  figure: 'answerRate' | 'meanDurationS';
  name: string;
  show: (value: number | null) => string;
  /** Where the scale ends, if that is known. */
  top?: number;
}) {
  const { shortDay, longDay } = useFigures();
  return (
    <ResponsiveContainer width="100%" height={190}>
      <AreaChart data={[...days]} margin={margin} accessibilityLayer={false}>
        <defs>
          <linearGradient id={id} x1="0" y1="0" x2="0" y2="1">
            <stop offset="0%" stopColor="var(--ring)" stopOpacity={0.28} />
            <stop offset="100%" stopColor="var(--ring)" stopOpacity={0.02} />
          </linearGradient>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--border)" />
        <XAxis {...axis} dataKey="day" tickFormatter={shortDay} minTickGap={28} tickMargin={8} />
        <YAxis
          {...axis}
          width={52}
          tickFormatter={show}
          domain={[0, top ?? 'auto']}
          tickCount={4}
        />
        <Tooltip
          cursor={{ stroke: 'var(--input)' }}
          isAnimationActive={false}
          content={({ payload }) => {
            const day = dayIn(payload);
            return day ? (
              <Hint title={longDay(day.day)} rows={[[name, show(day[figure])]]} />
            ) : null;
          }}
        />
        <Area
          dataKey={figure}
          stroke="var(--ring)"
          strokeWidth={2}
          fill={`url(#${id})`}
          // A day alone between days without calls would be no line.
          dot={days.length <= 45 ? { r: 2.5, fill: 'var(--ring)', strokeWidth: 0 } : false}
          isAnimationActive={false}
        />
      </AreaChart>
    </ResponsiveContainer>
  );
}
