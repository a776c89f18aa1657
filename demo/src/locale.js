// Numbers and times as the visitor's own locale writes them.

const twoDigits = new Intl.NumberFormat(undefined, { minimumIntegerDigits: 2, useGrouping: false });
const anyDigits = new Intl.NumberFormat(undefined, { useGrouping: false });
const whole = new Intl.NumberFormat();
const timeToday = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const timeThisYear = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: 'numeric',
  minute: '2-digit',
});
const timeEver = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const timeInFull = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const units = ['hour', 'minute', 'second'].map(
  (unit) => new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' }),
);

export const formatCount = (count) => whole.format(count);

function splitSeconds(seconds) {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
}

/** 07 -> "0:07", 3725 -> "1:02:05" */
export function formatClock(seconds) {
  const [hours, minutes, rest] = splitSeconds(seconds);
  const tail = `${hours > 0 ? twoDigits.format(minutes) : anyDigits.format(minutes)}:${twoDigits.format(rest)}`;
  return hours > 0 ? `${anyDigits.format(hours)}:${tail}` : tail;
}

/** For who hears the page rather than sees it: "1 minute 5 seconds" */
export function speakDuration(seconds) {
  const parts = splitSeconds(seconds);
  const said = parts.flatMap((count, at) => (count > 0 ? [units[at].format(count)] : []));
  return said.length > 0 ? said.join(' ') : units[2].format(0);
}

/** What the `datetime` of a <time> takes: "PT65S" */
export const durationAttribute = (seconds) => `PT${seconds}S`;

/** As short as it is clear: the time today, the day before that, the year before this one. */
export function formatWhen(whenMs, nowMs) {
  const when = new Date(whenMs);
  const now = new Date(nowMs);
  if (when.toDateString() === now.toDateString()) return timeToday.format(when);
  if (when.getFullYear() === now.getFullYear()) return timeThisYear.format(when);
  return timeEver.format(when);
}

export const formatWhenInFull = (whenMs) => timeInFull.format(new Date(whenMs));
