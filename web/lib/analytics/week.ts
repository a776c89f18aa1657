/** Weekdays as ISO 8601 counts them, 1 is Monday, in the order in which this language's people do. */
export function weekdaysOf(locale: string): readonly number[] {
  const first = firstDayOf(locale);
  return Array.from({ length: 7 }, (_, at) => ((first - 1 + at) % 7) + 1);
}

interface Week {
  readonly firstDay: number;
}

function firstDayOf(locale: string): number {
  // A method or a property, depending on the browser's age; Firefox has neither.
  const it: { getWeekInfo?: () => Week; weekInfo?: Week } = new Intl.Locale(locale).maximize();
  return (it.getWeekInfo?.() ?? it.weekInfo)?.firstDay ?? 1;
}

/** The name of a weekday. 2024-01-01 was a Monday. */
export const weekdayName = (weekday: number, locale: string, style: 'long' | 'short'): string =>
  new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, weekday),
  );

/** An hour of the day, as 9 AM or 09. */
export const hourName = (hour: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, { hour: 'numeric', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, 1, hour),
  );
