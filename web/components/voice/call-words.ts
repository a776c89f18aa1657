import type { CallRecord, Role } from '@/lib/api/client';

export type Outcome = 'answered' | 'missed' | 'inProgress' | NonNullable<CallRecord['reason']>;

/** What became of a call, as who asks would say it. */
export function outcomeOf(call: CallRecord): Outcome {
  const isOpen = call.status !== 'COMPLETED' && call.status !== 'FAILED';
  if (isOpen) return 'inProgress';
  const reason = call.reason ?? (call.status === 'COMPLETED' ? 'hung_up' : 'error');
  if (call.status === 'COMPLETED' && reason === 'hung_up') return 'answered';
  return wasMissed(call) ? 'missed' : reason;
}

const notAnswered: readonly CallRecord['reason'][] = ['no_answer', 'cancelled', 'offline', 'busy'];

/** Somebody called, and nobody spoke with him. */
export const wasMissed = (call: CallRecord): boolean =>
  !call.outgoing &&
  call.status === 'FAILED' &&
  (call.reason === null || notAnswered.includes(call.reason));

/** The log's directions are the business's: a customer's own call is INBOUND. */
export const outgoingOf = (role: Role) => (role === 'tenant_member' ? 'OUTBOUND' : 'INBOUND');
export const incomingDirectionOf = (role: Role) =>
  role === 'tenant_member' ? 'INBOUND' : 'OUTBOUND';

/** Whom a call back reaches: the customer for staff, the member of staff for a customer. */
export const otherOf = (call: CallRecord): { id: string; name: string; phone: string } => ({
  id: call.peer.id,
  name: call.peer.name || call.peer.phone,
  phone: call.peer.phone,
});
