import { PhoneError, type DialRequest, type Phone } from 'ringline';

import type { TabCommand, TabError } from './tab-messages.js';

type Perform = (own: Phone, id: string, value: unknown) => unknown;

/** The commands that there are; the core looks at what they are given. */
const commands: Record<TabCommand['name'], Perform> = {
  dial: (own, to) => own.dial(to as unknown as DialRequest),
  accept: (own, id) => own.accept(id),
  reject: (own, id) => own.reject(id),
  hangUp: (own, id) => own.hangUp(id),
  setMuted: (own, id, muted) => own.setMuted(id, muted === true),
  setHold: (own, id, held) => own.setHold(id, held === true),
  sendDtmf: (own, id, digits) => own.sendDtmf(id, String(digits)),
};

/** Throws what the phone throws. */
export const perform = (own: Phone, { name, args: [first, second] }: TabCommand): unknown =>
  commands[name](own, first as string, second);

/** Resolves to what a tab is told: the call's id of `dial`, else nothing. */
export async function run(own: Phone, command: TabCommand): Promise<string> {
  const value = await perform(own, command);
  return typeof value === 'string' ? value : '';
}

/** What isn't the phone's own is told as its own, too: a tab that gave no answer would be worse. */
export const toError = (reason: unknown): TabError =>
  reason instanceof PhoneError
    ? { code: reason.code, field: reason.field, message: reason.message }
    : { code: 'wrong_state', field: 'link', message: String(reason) };

export const closed = (): PhoneError => new PhoneError('wrong_state', 'link', 'connect first');
