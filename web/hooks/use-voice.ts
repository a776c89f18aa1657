'use client';

import { useSyncExternalStore } from 'react';
import type { Snapshot } from 'ringline';
import { usePhone, useVoiceCall, type VoiceCall } from 'ringline/react';

import { useSession } from '@/components/session-provider';

/** The calls of who is signed in. */
export function useMyVoiceCall(): VoiceCall {
  const { userId, tenantId, role, contactId } = useSession().person;
  return useVoiceCall(userId, tenantId, role, contactId);
}

export const never = () => () => undefined;

/** Everything that the phone shows; null before there is one. */
export function useSnapshot(): Snapshot | null {
  const phone = usePhone();
  return useSyncExternalStore(
    phone?.subscribe ?? never,
    () => phone?.getSnapshot() ?? null,
    () => null,
  );
}
