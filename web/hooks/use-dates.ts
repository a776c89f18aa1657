'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useMemo } from 'react';

import { byLocale, formatDuration } from '@/lib/duration';

const dayMs = 86_400_000;
const startOfDay = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);

/** The browser's formatters of one language: a row of a list can't make its own, they take too long. */
const formatters = byLocale((locale) => ({
  time: new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }),
  exact: new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }),
  full: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }),
  day: new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' }),
  oldDay: new Intl.DateTimeFormat(locale, { dateStyle: 'long' }),
}));

/** Times and numbers as they are written in the page's language, in the browser's time zone. */
export function useDates() {
  const locale = useLocale();
  const t = useTranslations('common');
  return useMemo(() => {
    const { time, exact, full, day, oldDay } = formatters(locale);
    return {
      time: (ms: number) => time.format(ms),
      exactTime: (ms: number) => exact.format(ms),
      full: (ms: number) => full.format(ms),
      /** "Today", "Yesterday", "Wednesday, November 18", "March 2, 2025". */
      day: (ms: number, nowMs: number) => {
        const ago = Math.round((startOfDay(nowMs) - startOfDay(ms)) / dayMs);
        if (ago === 0) return t('today');
        if (ago === 1) return t('yesterday');
        const isThisYear = new Date(ms).getFullYear() === new Date(nowMs).getFullYear();
        return (isThisYear ? day : oldDay).format(ms);
      },
      duration: (seconds: number) => formatDuration(seconds, locale),
      /** "0.4 sec", "12 sec" */
      seconds: (ms: number) =>
        new Intl.NumberFormat(locale, {
          style: 'unit',
          unit: 'second',
          maximumFractionDigits: ms < 10_000 ? 1 : 0,
        }).format(ms / 1000),
      number: (value: number, options?: Intl.NumberFormatOptions) =>
        new Intl.NumberFormat(locale, options).format(value),
    };
  }, [locale, t]);
}
