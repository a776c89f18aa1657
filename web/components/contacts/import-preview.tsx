'use client';

import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';

import { useDates } from '@/hooks/use-dates';
import { cn } from '@/lib/cn';
import { contactFields } from '@/lib/contacts/fields';
import { isGood, type ImportRow } from '@/lib/contacts/import-file';

/** More would be slow to show, and read by nobody. */
const mostShown = 100;

/** The rows as they will be imported, the wrong ones first, each with what is wrong. */
export function ImportPreview({ rows }: { rows: readonly ImportRow[] }) {
  const t = useTranslations('contacts');
  const { number } = useDates();
  const sorted = [...rows].sort((one, other) => Number(isGood(one)) - Number(isGood(other)));
  const fields = contactFields.filter(
    (field) => field === 'firstName' || rows.some(({ draft }) => draft[field] !== ''),
  );
  const more = rows.length - mostShown;
  return (
    <div
      role="region"
      aria-label={t('import.preview')}
      // What scrolls must be reached by the keyboard.
      tabIndex={0}
      className="max-h-[42dvh] overflow-auto rounded-xl border"
    >
      <table className="w-full text-left text-sm">
        <caption className="sr-only">{t('import.preview')}</caption>
        <thead className="bg-muted text-muted-foreground sticky top-0 text-xs">
          <tr>
            <th scope="col" className="px-3 py-2 font-medium">
              {t('import.line')}
            </th>
            {fields.map((field) => (
              <th key={field} scope="col" className="px-3 py-2 font-medium whitespace-nowrap">
                {t(`form.fields.${field}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y">
          {sorted.slice(0, mostShown).map((row) => (
            <tr key={row.line} className={cn(!isGood(row) && 'bg-destructive-soft/50')}>
              <th scope="row" className="px-3 py-2 font-normal tabular-nums whitespace-nowrap">
                <span className="flex items-center gap-1.5">
                  {isGood(row) ? (
                    <CircleCheck aria-label={t('import.good')} className="text-ring size-4" />
                  ) : (
                    <TriangleAlert
                      aria-label={t('import.bad')}
                      className="text-destructive size-4"
                    />
                  )}
                  {number(row.line, { useGrouping: false })}
                </span>
              </th>
              {fields.map((field) => {
                const problem = row.problems[field];
                return (
                  <td key={field} className="max-w-52 px-3 py-2 align-top">
                    <span className="block truncate">{row.draft[field]}</span>
                    {problem && (
                      <span className="text-destructive-soft-foreground block text-xs text-pretty">
                        {t(`form.problems.${problem}`)}
                      </span>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <p className="text-muted-foreground border-t px-3 py-2 text-sm">
          {t('import.more', { count: more, shown: number(more) })}
        </p>
      )}
    </div>
  );
}
