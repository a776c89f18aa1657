// Whom to call: a search over the contacts, worked by mouse or arrow keys, or a number as it is.

import { createContactList } from './contact-list.js';
import { setText } from './dom.js';

const debounceMs = 160;
const looksLikeNumber = (text) => /^[+\d][\d\s().-]{2,}$/u.test(text);

/**
 * @param session {contacts(query, signal)}
 * @param actions {dial({contactId?, phoneNumber?, name?})}
 * @returns {{setReady(ready): void, start(): void, clear(): void, setShown(shown): void, tell(text): void,
 *   setReachable(ids: Set<string>): void}}
 */
export function createDialView(refs, session, actions) {
  let chosen = null;
  let ready = false;
  let timer = 0;

  const typed = () => refs.target.value.trim();

  function whomToCall() {
    if (chosen) return { contactId: chosen.id, phoneNumber: chosen.phone ?? '', name: chosen.name };
    if (looksLikeNumber(typed())) return { phoneNumber: typed() };
    return null;
  }

  function showButton() {
    refs.dialButton.disabled = !ready || whomToCall() === null;
  }

  function choose(contact) {
    chosen = contact;
    refs.target.value = contact.name;
    list.setChosen(contact.id);
    setText(
      refs.dialHint,
      contact.phone ? `${contact.name}, ${contact.phone}` : contact.email || contact.name,
    );
    showButton();
    if (refs.dialButton.disabled) refs.target.focus();
    else refs.dialButton.focus();
  }

  function clear() {
    clearTimeout(timer);
    if (refs.target.value === '') return;
    refs.target.value = '';
    chosen = null;
    list.setChosen(null);
    list.search('');
    showButton();
  }

  const list = createContactList(refs, {
    fetchPage: (query, signal) => session.contacts(query, signal),
    choose,
    tell: (text) =>
      setText(refs.dialHint, looksLikeNumber(typed()) ? `Call ${typed()} as a number.` : text),
  });

  refs.target.addEventListener('input', () => {
    chosen = null;
    list.setChosen(null);
    showButton();
    clearTimeout(timer);
    timer = setTimeout(() => list.search(typed()), debounceMs);
  });
  refs.target.addEventListener('keydown', (event) => {
    if (list.handleKey(event)) return;
    if (event.key === 'Escape' && refs.target.value !== '') {
      clear();
      event.preventDefault();
    }
  });
  refs.dialForm.addEventListener('submit', (event) => {
    event.preventDefault();
    const whom = whomToCall();
    if (ready && whom) actions.dial(whom);
  });

  return {
    clear,
    start: () => list.search(''),
    setReady(next) {
      ready = next;
      showButton();
    },
    tell: (text) => setText(refs.dialHint, text),
    setReachable: (ids) => list.setReachable(ids),
    setShown(shown) {
      refs.dial.hidden = !shown;
    },
  };
}
