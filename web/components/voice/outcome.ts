import type { Call } from 'ringline';
import { failureOfCall, type FailureCode } from 'ringline/browser';

/** What is explained after a call, or instead of one; its words are `failures.<problem>`. */
export type Problem = FailureCode | 'missed' | 'other_microphone';

export interface CallProblem {
  readonly problem: Problem;
  readonly name: string;
  /** Whom "Call again" calls. */
  readonly again: { readonly number: string; readonly id: string; readonly name: string } | null;
}

const unanswered: readonly Call['reason'][] = ['no_answer', 'cancelled', 'busy', 'offline'];

/** null: it ended as calls do, and there is nothing to explain. */
export async function problemOf(call: Call): Promise<Problem | null> {
  if (call.reason === 'microphone_denied' && call.endedBy !== 'local') return 'other_microphone';
  if (call.direction === 'incoming' && unanswered.includes(call.reason)) return 'missed';
  return (await failureOfCall(call))?.code ?? null;
}

export async function explain(call: Call): Promise<CallProblem | null> {
  const problem = await problemOf(call);
  if (!problem) return null;
  const { contactId: id, name, phoneNumber: number } = call.peer;
  const shown = name || number;
  return { problem, name: shown, again: id || number ? { number, id, name: shown } : null };
}
