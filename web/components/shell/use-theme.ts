'use client';

import { useSyncExternalStore } from 'react';

import { chooseTheme } from '@/app/actions';
import { isTheme, type Theme } from '@/lib/theme';

const watchers = new Set<() => void>();
const root = () => document.documentElement;

function shownTheme(): Theme {
  const shown = root().dataset.theme;
  return isTheme(shown) ? shown : 'system';
}

/** The theme that the page has; a new one shows at once and is remembered behind it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    shownTheme,
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
