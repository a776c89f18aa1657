// Somebody calls: a dialog that takes the focus, answered by Enter and refused by Escape.

import { initialsOf, setText } from './dom.js';
import { otherName, otherNumber } from './words.js';

// Who was typing when the dialog came up did not mean to answer.
const typingGapMs = 700;

/**
 * @param role the phone's own
 * @param actions {accept(id), reject(id)}
 * @returns {{update(call): void}} `call` is null when nobody calls
 */
export function createIncomingView(refs, role, actions) {
  const dialog = refs.incoming;
  let shown = null;
  let lastKeyMs = -Infinity;
  let deafUntilMs = -Infinity;

  const isMeant = (event) => !event.repeat && event.timeStamp >= deafUntilMs;
  const answer = (action) => shown && action(shown.id);

  document.addEventListener('keydown', (event) => (lastKeyMs = event.timeStamp), { capture: true });
  dialog.addEventListener('keydown', (event) => {
    const pressesButton = event.key === 'Enter' || event.key === ' ';
    if (!pressesButton && event.key !== 'Escape') return;
    if (!isMeant(event)) event.preventDefault();
  });
  // The platform's own Escape; it may come by other ways than a key, such as a gesture.
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    answer(actions.reject);
  });
  refs.accept.addEventListener('click', () => answer(actions.accept));
  refs.reject.addEventListener('click', () => answer(actions.reject));

  return {
    update(call) {
      const isNew = call !== null && shown?.id !== call.id;
      shown = call;
      if (call === null) {
        if (dialog.open) dialog.close();
        return;
      }
      const name = otherName(call);
      setText(refs.incomingAvatar, initialsOf(name));
      setText(refs.incomingName, name);
      const number = otherNumber(call, role);
      setText(refs.incomingText, number ? `is calling you, ${number}` : 'is calling you');
      if (!isNew) return;
      const nowMs = performance.now();
      deafUntilMs = nowMs - lastKeyMs < typingGapMs ? nowMs + typingGapMs : -Infinity;
      if (!dialog.open) dialog.showModal();
      refs.accept.focus();
    },
  };
}
