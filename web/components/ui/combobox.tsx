'use client';

import type { ComponentProps } from 'react';

import { Input } from './input';

/**
 * A search field that moves in a listbox beneath it (ARIA's combobox): the keyboard stays in the field, and
 * the arrows mark an option, whose id is `<listId>-<its place>`.
 */
export function Combobox({
  listId,
  count,
  activeAt,
  onActive,
  onEnter,
  ...props
}: Omit<ComponentProps<typeof Input>, 'onKeyDown'> & {
  listId: string;
  /** How many options there are; undefined: the list isn't shown. */
  count: number | undefined;
  /** Which one is marked; -1: none. */
  activeAt: number;
  onActive: (at: number) => void;
  onEnter: () => void;
}) {
  const isShown = count !== undefined;
  return (
    <Input
      role="combobox"
      dir="auto"
      aria-expanded={isShown}
      aria-controls={isShown ? listId : undefined}
      aria-autocomplete="list"
      aria-activedescendant={
        isShown && activeAt >= 0 && activeAt < count ? `${listId}-${activeAt}` : undefined
      }
      autoComplete="off"
      spellCheck={false}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
          if (!count) return;
          const step = event.key === 'ArrowDown' ? 1 : -1;
          onActive((activeAt + step + count) % count);
        } else if (event.key === 'Enter') {
          onEnter();
        } else return;
        event.preventDefault();
      }}
      {...props}
    />
  );
}
