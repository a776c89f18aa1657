'use client';

import { useMemo } from 'react';

import { useLocale } from 'next-intl';

import { formatDuration } from '@/lib/duration';

/** Figures of calls as they are written in the page's language; a dash for what can't be said. */
export function useFigures() {
  const locale = useLocale();
  return useMemo(() => {
    const whole = new Intl.NumberFormat(locale);
    const percent = new Intl.NumberFormat(locale, { style: 'percent' });
    const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
    const short = new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      timeZone: 'UTC',
    });
    const long = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
    return {
      whole: (value: number) => whole.format(value),
      percent: (value: number | null) => (value === null ? '–' : percent.format(value)),
      duration: (seconds: number | null) =>
        seconds === null ? '–' : formatDuration(Math.round(seconds), locale),
      /** Of a day as the gateway names it. */
      shortDay: (day: string) => short.format(at(day)),
      longDay: (day: string) => long.format(at(day)),
    };
  }, [locale]);
}
