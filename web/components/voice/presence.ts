'use client';

import { useSession } from '@/components/session-provider';
import { useMyVoiceCall } from '@/hooks/use-voice';
import type { Contact } from '@/lib/api/client';

export type Presence = 'reachable' | 'away';

/**
 * Whether a call to somebody would ring. Staff are told while they are connected; else it is what the
 * list said. A gateway of the base contract knows nothing of it, and then nothing is said.
 */
export function usePresence(): (
  contact: Pick<Contact, 'id' | 'reachable'>,
) => Presence | undefined {
  const { person, voice } = useSession();
  const { isInitialized, reachable } = useMyVoiceCall();
  if (voice.auth === 'claims') return () => undefined;
  const isLive = isInitialized && person.role === 'tenant_member';
  return (contact) =>
    (isLive ? reachable.has(contact.id) : contact.reachable) ? 'reachable' : 'away';
}
