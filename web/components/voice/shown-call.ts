'use client';

import type { Call, Phone } from 'ringline';

import { useSnapshot } from '@/hooks/use-voice';

/** How a call goes, where the phone measures it. */
export interface Quality {
  readonly mos: number;
  readonly level: 'good' | 'fair' | 'poor';
  readonly reason: 'roundTrip' | 'jitter' | 'loss' | null;
  readonly rttMs: number;
  readonly jitterMs: number;
  readonly lossPercent: number;
  readonly path: 'direct' | 'relayed' | null;
  readonly codec: string;
}

export type ShownCall = Call & {
  readonly held?: boolean;
  readonly otherMuted?: boolean;
  readonly otherHeld?: boolean;
  readonly quality?: Quality | null;
  readonly warnings?: readonly string[];
};

export type HoldingPhone = Phone & { setHold?(callId: string, held: boolean): void };

/** The one that `useVoiceCall` shows: what goes on, else what rings, else what has just ended. */
export const shownOf = (calls: readonly Call[]): ShownCall | undefined =>
  calls.find(({ state }) => state !== 'incoming' && state !== 'ended') ??
  calls.find(({ state }) => state === 'incoming') ??
  calls.at(-1);

/** What the phone knows of the call beyond the hook; null where there is none. */
export function useShownCall(): ShownCall | null {
  return shownOf(useSnapshot()?.calls ?? []) ?? null;
}
