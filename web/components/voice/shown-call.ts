'use client';

import { useSyncExternalStore } from 'react';
import type { Call } from 'ringline';
import { usePhone } from 'ringline/react';

import { never, useSnapshot } from '@/hooks/use-voice';

/** The one that `useVoiceCall` shows: what goes on, else what rings, else what has just ended. */
export const shownOf = (calls: readonly Call[]): Call | undefined =>
  calls.find(({ state }) => state !== 'incoming' && state !== 'ended') ??
  calls.find(({ state }) => state === 'incoming') ??
  calls.at(-1);

/** What the phone knows of the call beyond the hook; null where there is none. */
export function useShownCall(): Call | null {
  return shownOf(useSnapshot()?.calls ?? []) ?? null;
}

/** There is a call that hasn't ended: nobody else can be called now. */
export function useIsInCall(): boolean {
  const phone = usePhone();
  return useSyncExternalStore(
    phone?.subscribe ?? never,
    () => phone?.getSnapshot().calls.some(({ state }) => state !== 'ended') ?? false,
    () => false,
  );
}
