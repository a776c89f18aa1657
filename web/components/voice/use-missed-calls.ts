'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';

import { useSession } from '@/components/session-provider';
import { useHydrated } from '@/hooks/use-hydrated';
import { missedQuery } from '@/lib/api/queries';
import { incomingDirectionOf, wasMissed } from './call-words';

/** Of somebody who has never looked it is what was missed within a week. */
const firstLookMs = 7 * 86_400_000;
const watchers = new Set<() => void>();
const keyOf = (userId: string) => `ringline missed seen ${userId}`;

function seenAtMs(userId: string): number {
  try {
    return Number(localStorage.getItem(keyOf(userId))) || 0;
  } catch {
    return 0; // a browser that keeps nothing for this page
  }
}

function noteSeen(userId: string): void {
  try {
    localStorage.setItem(keyOf(userId), String(Date.now()));
  } catch {
    return;
  }
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  // Another tab has shown them.
  window.addEventListener('storage', watcher);
  return () => {
    watchers.delete(watcher);
    window.removeEventListener('storage', watcher);
  };
}

const startedAtMs = Date.now();

/** How many calls were missed since they were last looked at, on this device. */
export function useMissedCalls(): number {
  const { api, person } = useSession();
  const isHydrated = useHydrated();
  const seen = useSyncExternalStore(
    watch,
    () => seenAtMs(person.userId),
    () => 0,
  );
  const sinceMs = seen || startedAtMs - firstLookMs;
  const { data = 0 } = useQuery({
    ...missedQuery(api, incomingDirectionOf(person.role), sinceMs, wasMissed),
    enabled: isHydrated,
  });
  return data;
}

const wide = '(width >= 64rem)';

/** The history is on the screen: what was missed is seen. `isChosen`: it is shown where there is room for one. */
export function useSeenMissedCalls(isChosen: boolean): void {
  const { userId } = useSession().person;
  const missed = useMissedCalls();
  useEffect(() => {
    const isShown = isChosen || matchMedia(wide).matches;
    if (missed === 0 || !isShown) return;
    const look = () => {
      if (document.visibilityState === 'visible') noteSeen(userId);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [userId, missed, isChosen]);
}
