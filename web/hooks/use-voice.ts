'use client';

import type { Call, Snapshot } from 'ringline';
import { currentOf, incomingOf, usePhoneState } from 'ringline/react';

/**
 * What `select` takes from the call that is shown; null where there is none. Renders when that changes, so
 * it should be a word or a number: a call is another object each second.
 */
export function useCurrentCall<Value>(
  select: (call: Call, snapshot: Snapshot) => Value,
): Value | null {
  return usePhoneState((snapshot) => {
    const call = currentOf(snapshot.calls);
    return call ? select(call, snapshot) : null;
  });
}

/** `incoming`: somebody calls; `live`: a call is being made or goes on; what has ended is no call. */
export type Stage = 'none' | 'incoming' | 'live';

const stageOf = ({ calls }: Snapshot): Stage => {
  if (calls.some(({ state }) => state !== 'incoming' && state !== 'ended')) return 'live';
  return incomingOf(calls) ? 'incoming' : 'none';
};

export const useStage = (): Stage => usePhoneState(stageOf);

/** There is a call that hasn't ended: nobody else can be called now. */
export const useIsInCall = (): boolean => useStage() !== 'none';

/** Calls can be made and received. */
export const useIsOnline = (): boolean => usePhoneState(({ link }) => link === 'online');
