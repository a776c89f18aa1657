'use client';

import { useSyncExternalStore } from 'react';

/** What changes without the phone's doing: the network, and that somebody has clicked. */
export function watchSurroundings(watcher: () => void): () => void {
  const gone = new AbortController();
  for (const type of ['online', 'offline', 'pointerup', 'keyup']) {
    window.addEventListener(type, watcher, { signal: gone.signal });
  }
  return () => gone.abort();
}

/** Whether the browser has a network at all. */
export const useIsNetworkUp = (): boolean =>
  useSyncExternalStore(
    watchSurroundings,
    () => navigator.onLine,
    () => true,
  );
