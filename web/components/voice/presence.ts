'use client';

import { useCallback } from 'react';
import { useReachable } from 'ringline/react';

import { useSession } from '@/components/session-provider';
import { useIsOnline } from '@/hooks/use-voice';
import type { Contact } from '@/lib/api/client';

export type Presence = 'reachable' | 'away';
export type PresenceOf = (contact: Pick<Contact, 'id' | 'reachable'>) => Presence | undefined;

/**
 * Whether a call to somebody would ring. Staff are told while they are connected; else it is what the
 * list said. A gateway of the base contract knows nothing of it, and then nothing is said. For a list: its
 * rows are given what it says of each.
 */
export function usePresence(): PresenceOf {
  const { person, voice } = useSession();
  const isLive = useIsOnline() && person.role === 'tenant_member';
  const reachable = useReachable();
  const isUnknown = voice.auth === 'claims';
  return useCallback(
    (contact) => {
      if (isUnknown) return undefined;
      return (isLive ? reachable.has(contact.id) : contact.reachable) ? 'reachable' : 'away';
    },
    [isUnknown, isLive, reachable],
  );
}
