'use client';

import { useSyncExternalStore } from 'react';

import { chooseTheme } from '@/app/actions';
import { isTheme, type Theme } from '@/lib/theme';

const watchers = new Set<() => void>();
const root = () => document.documentElement;

/** The theme that the page has; a new one shows at once and is remembered behind it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => (isTheme(root().dataset.theme) ? root().dataset.theme : 'system'),
    (): Theme => 'system',
  );
  return [
    theme,
    (next) => {
      root().dataset.theme = next;
      for (const watcher of watchers) watcher();
      void chooseTheme(next);
    },
  ];
}
