'use client';

import { useEffect, useId, useRef, useState, type ReactNode } from 'react';

import { useFigures } from '@/hooks/use-figures';
import { niceTicks, runsOf } from '@/lib/analytics/scale';
import type { Analytics } from '@/lib/analytics/queries';

type Day = Analytics['days'][number];

/** Above what is drawn, and beneath it for the days' names. */
const marginPx = { top: 8, bottom: 24 };
const daysEveryPx = 64;

interface Plot {
  /** The middle of that day. */
  x: (at: number) => number;
  y: (value: number) => number;
  stepPx: number;
  base: number;
}

/** A frame with a scale, the days beneath it, and what a pointer is shown of the day that it is over. */
function Chart({
  days,
  most,
  top,
  heightPx,
  scalePx,
  tick,
  rows,
  children,
}: {
  days: readonly Day[];
  /** The highest value. */
  most: number;
  /** Where the scale ends, if that is known. */
  top?: number | undefined;
  heightPx: number;
  /** How wide the scale's numbers are. */
  scalePx: number;
  tick: (value: number) => string;
  rows: (day: Day) => readonly (readonly [string, string])[];
  children: (plot: Plot) => ReactNode;
}) {
  const { shortDay, longDay } = useFigures();
  const box = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  const [over, setOver] = useState<number | null>(null);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => setWidthPx(entry?.contentRect.width ?? 0));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);

  const ticks = niceTicks(most, top);
  const highest = ticks.at(-1) ?? 1;
  const stepPx = Math.max(0, widthPx - scalePx) / Math.max(1, days.length);
  const base = heightPx - marginPx.bottom;
  const x = (at: number) => scalePx + (at + 0.5) * stepPx;
  const y = (value: number) => base - (value / highest) * (base - marginPx.top);
  const every = Math.max(1, Math.ceil(daysEveryPx / Math.max(stepPx, 0.1)));
  const day = over === null ? undefined : days[over];

  return (
    <div
      ref={box}
      // What is drawn has the box's width, so it mustn't hold the box as wide as it was.
      className="relative contain-inline-size overflow-x-clip"
      onPointerMove={(event) => {
        const from = event.currentTarget.getBoundingClientRect().left + scalePx;
        const at = Math.floor((event.clientX - from) / stepPx);
        setOver(at >= 0 && at < days.length ? at : null);
      }}
      onPointerLeave={() => setOver(null)}
    >
      <svg width={widthPx} height={heightPx} className="block" data-chart>
        {ticks.map((value) => (
          <g key={value}>
            <line x1={scalePx} x2={widthPx} y1={y(value)} y2={y(value)} stroke="var(--border)" />
            <text
              x={scalePx - 8}
              y={y(value)}
              textAnchor="end"
              dominantBaseline="middle"
              className="fill-muted-foreground text-xs tabular-nums"
            >
              {tick(value)}
            </text>
          </g>
        ))}
        {over !== null && (
          <rect
            x={scalePx + over * stepPx}
            width={stepPx}
            y={marginPx.top}
            height={base - marginPx.top}
            fill="var(--accent)"
          />
        )}
        {widthPx > 0 && children({ x, y, stepPx, base })}
        {days.map(
          ({ day: name }, at) =>
            at % every === 0 &&
            x(at) + daysEveryPx / 2 < widthPx && (
              <text
                key={name}
                x={x(at)}
                y={heightPx - 6}
                textAnchor="middle"
                className="fill-muted-foreground text-xs"
              >
                {shortDay(name)}
              </text>
            ),
        )}
      </svg>
      {day && over !== null && (
        <div
          className="bg-popover text-popover-foreground shadow-float pointer-events-none absolute top-0 grid gap-1 rounded-lg border px-3 py-2 text-xs whitespace-nowrap"
          style={
            over < days.length / 2
              ? { left: x(over) + stepPx / 2 + 8 }
              : { right: widthPx - x(over) + stepPx / 2 + 8 }
          }
        >
          <p className="font-medium">{longDay(day.day)}</p>
          {rows(day).map(([name, value]) => (
            <p key={name} className="text-muted-foreground flex justify-between gap-4">
              {name} <span className="text-foreground font-medium tabular-nums">{value}</span>
            </p>
          ))}
        </div>
      )}
    </div>
  );
}

/** A bar a day: those that were answered, and above them the others. */
export function CallsChart({
  days,
  names,
}: {
  days: readonly Day[];
  names: { answered: string; unanswered: string };
}) {
  const { whole } = useFigures();
  return (
    <Chart
      days={days}
      most={Math.max(...days.map(({ calls }) => calls), 1)}
      heightPx={264}
      scalePx={40}
      tick={whole}
      rows={(day) => [
        [names.answered, whole(day.answered)],
        [names.unanswered, whole(day.calls - day.answered)],
      ]}
    >
      {({ x, y, stepPx, base }) =>
        days.map(({ day, calls, answered }, at) => {
          const bar = { x: x(at) - stepPx * 0.39, width: stepPx * 0.78 };
          return (
            <g key={day} data-bar>
              <rect {...bar} y={y(answered)} height={base - y(answered)} fill="var(--ring)" />
              <rect {...bar} y={y(calls)} height={y(answered) - y(calls)} fill="var(--input)" />
            </g>
          );
        })
      }
    </Chart>
  );
}

/** One figure of each day as a line; a gap where there is none. */
export function DayChart({
  days,
  figure,
  name,
  show,
  top,
}: {
  days: readonly Day[];
  figure: 'answerRate' | 'meanDurationS';
  name: string;
  show: (value: number | null) => string;
  /** Where the scale ends, if that is known. */
  top?: number;
}) {
  const shade = useId();
  const values = days.map((day) => day[figure]);
  return (
    <Chart
      days={days}
      most={Math.max(...values.map((value) => value ?? 0), top ?? 1)}
      top={top}
      heightPx={190}
      scalePx={56}
      tick={show}
      rows={(day) => [[name, show(day[figure])]]}
    >
      {({ x, y, base }) => (
        <>
          <linearGradient id={shade} x1="0" y1="0" x2="0" y2="1">
            <stop offset="0%" stopColor="var(--ring)" stopOpacity={0.28} />
            <stop offset="100%" stopColor="var(--ring)" stopOpacity={0.02} />
          </linearGradient>
          {runsOf(values).map((run) => {
            const points = run.map(({ at, value }) => `${x(at)},${y(value)}`);
            const [first, last] = [run[0]?.at ?? 0, run.at(-1)?.at ?? 0];
            return (
              <g key={first}>
                <polygon
                  points={[`${x(first)},${base}`, ...points, `${x(last)},${base}`].join(' ')}
                  fill={`url(#${shade})`}
                />
                <polyline
                  points={points.join(' ')}
                  fill="none"
                  stroke="var(--ring)"
                  strokeWidth={2}
                />
                {
                  // A day alone between days without calls would be no line.
                  (days.length <= 45 || run.length === 1) &&
                    run.map(({ at, value }) => (
                      <circle key={at} cx={x(at)} cy={y(value)} r={2.5} fill="var(--ring)" />
                    ))
                }
              </g>
            );
          })}
        </>
      )}
    </Chart>
  );
}
