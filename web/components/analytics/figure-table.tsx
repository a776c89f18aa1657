import type { ReactNode } from 'react';

import { cn } from '@/lib/cn';

/** Numbers in rows; the first column names each row, the others are right-aligned. */
export function FigureTable({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly string[];
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
}) {
  return (
    <table className="w-full text-left text-sm">
      <caption className="sr-only">{caption}</caption>
      <thead className="text-muted-foreground bg-muted sticky top-0 text-xs">
        <tr>
          {columns.map((column, at) => (
            <th
              key={column}
              scope="col"
              className={cn('px-3.5 py-2 font-medium whitespace-nowrap', at > 0 && 'text-right')}
            >
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-border/70 divide-y">
        {rows.map(({ key, cells }) => (
          <tr key={key}>
            {cells.map((cell, at) =>
              at === 0 ? (
                <th key={at} scope="row" className="px-3.5 py-2 font-medium">
                  {cell}
                </th>
              ) : (
                <td key={at} className="px-3.5 py-2 text-right tabular-nums">
                  {cell}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
