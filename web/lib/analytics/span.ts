/** Days as the gateway names them (2026-11-25), in the browser's time zone. */
export interface Span {
  readonly firstDay: string;
  readonly lastDay: string;
}

export const mostDays = 400;

const dayMs = 86_400_000;
const utcOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

export const addDays = (day: string, count: number): string => dayOf(utcOf(day) + count * dayMs);

export const lengthOf = ({ firstDay, lastDay }: Span): number =>
  Math.round((utcOf(lastDay) - utcOf(firstDay)) / dayMs) + 1;

/** The day that it is here now. */
export function today(now = new Date()): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export const lastDays = (count: number, now?: Date): Span => {
  const lastDay = today(now);
  return { firstDay: addDays(lastDay, 1 - count), lastDay };
};

/** As many days, right before these. */
export const spanBefore = (span: Span): Span => ({
  firstDay: addDays(span.firstDay, -lengthOf(span)),
  lastDay: addDays(span.firstDay, -1),
});

export type SpanProblem = 'wrongSpan' | 'longSpan';

export function problemOf(span: Span): SpanProblem | null {
  if (!span.firstDay || !span.lastDay || span.firstDay > span.lastDay) return 'wrongSpan';
  return lengthOf(span) > mostDays ? 'longSpan' : null;
}
