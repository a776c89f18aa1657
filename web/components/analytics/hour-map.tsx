'use client';

import { useLocale, useTranslations } from 'next-intl';

import { Card, CardContent, CardHeader, CardTitle } from '@/components/ui/card';
import { tip } from '@/components/ui/tooltip';
import { useFigures } from '@/hooks/use-figures';
import type { Analytics } from '@/lib/analytics/queries';
import { hourName, weekdayName, weekdaysOf } from '@/lib/analytics/week';
import { cn } from '@/lib/cn';

const hoursOfDay = Array.from({ length: 24 }, (_, hour) => hour);

/** From none to the most; the darker the more. */
const shades = [
  'bg-muted',
  'bg-[color-mix(in_oklab,var(--muted),var(--ring)_22%)]',
  'bg-[color-mix(in_oklab,var(--muted),var(--ring)_42%)]',
  'bg-[color-mix(in_oklab,var(--muted),var(--ring)_64%)]',
  'bg-[color-mix(in_oklab,var(--muted),var(--ring)_84%)]',
  'bg-ring',
] as const;

const shadeOf = (calls: number, most: number) =>
  shades[calls === 0 ? 0 : Math.max(1, Math.ceil((calls / most) * (shades.length - 1)))];

/** Hours by weekdays: a table, each cell as dark as there were calls. */
export function HourMap({ hours }: { hours: Analytics['hours'] }) {
  const t = useTranslations('analytics.hours');
  const locale = useLocale();
  const { whole } = useFigures();
  const calls = new Map(hours.map((each) => [each.weekday * 24 + each.hour, each.calls]));
  const most = Math.max(...calls.values(), 1);
  return (
    <Card aria-label={t('title')} className="min-w-0">
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        <span aria-hidden className="text-muted-foreground flex items-center gap-1.5 text-xs">
          {t('few')}
          {shades.map((shade) => (
            <span key={shade} className={cn('size-3 rounded-[3px]', shade)} />
          ))}
          {t('many')}
        </span>
      </CardHeader>
      <CardContent>
        <div
          role="region"
          aria-label={t('title')}
          // It scrolls where a column is narrow, and then it must be reached by the keyboard.
          tabIndex={0}
          // What is only heard stands where its cell does, and would widen the page from there.
          className="relative max-w-full overflow-x-auto rounded-md"
        >
          <table className="w-full table-fixed border-separate border-spacing-px text-xs sm:min-w-[28rem] sm:border-spacing-0.5">
            <caption className="sr-only">{t('title')}</caption>
            <thead className="text-muted-foreground">
              <tr>
                <th scope="col" className="w-11">
                  <span className="sr-only">{t('weekday')}</span>
                </th>
                {hoursOfDay.map((hour) => (
                  <th key={hour} scope="col" className="h-5 font-normal whitespace-nowrap">
                    <span className={hour % 6 === 0 ? 'block text-left' : 'sr-only'}>
                      {hourName(hour, locale)}
                    </span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weekdaysOf(locale).map((weekday) => (
                <tr key={weekday}>
                  <th scope="row" className="text-muted-foreground text-left font-normal">
                    <abbr title={weekdayName(weekday, locale, 'long')} className="no-underline">
                      {weekdayName(weekday, locale, 'short')}
                    </abbr>
                  </th>
                  {hoursOfDay.map((hour) => {
                    const count = calls.get(weekday * 24 + hour) ?? 0;
                    return (
                      <td
                        key={hour}
                        {...tip(
                          t('cell', {
                            weekday: weekdayName(weekday, locale, 'long'),
                            hour: hourName(hour, locale),
                            count,
                          }),
                        )}
                        className={cn('h-7 rounded-[2px] sm:rounded-[4px]', shadeOf(count, most))}
                      >
                        <span className="sr-only">{whole(count)}</span>
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </CardContent>
    </Card>
  );
}
