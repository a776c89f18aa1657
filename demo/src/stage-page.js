// Both phones on one page. Each is a frame with a client of its own; all that comes from them is how
// they stand, to draw the line between them.

import { setText } from './dom.js';
import { phoneAddress } from './parameters.js';

const phones = ['staff', 'customer'];
const stateWords = {
  dialing: 'calling',
  ringing: 'calling',
  incoming: 'rings',
  connecting: 'connecting',
  active: 'in call',
  reconnecting: 'reconnecting',
};
// How the line looks, by what either phone says; the first that fits.
const lineOf = [
  ['active', 'active'],
  ['reconnecting', 'broken'],
  ['connecting', 'ringing'],
  ['incoming', 'ringing'],
  ['ringing', 'ringing'],
  ['dialing', 'ringing'],
];

const desk = document.querySelector('.desk');
const states = { staff: 'idle', customer: 'idle' };
const given = new URLSearchParams(location.search);
const quietTitle = document.title;

for (const as of phones) {
  const address = phoneAddress(location.search, as, given.get(as));
  document.querySelector(`[data-frame="${as}"]`).src = address;
  document.querySelector(`[data-alone="${as}"]`).href = address;
}

for (const button of document.querySelectorAll('[data-shows]')) {
  button.addEventListener('click', () => {
    desk.dataset.shown = button.dataset.shows;
    for (const each of document.querySelectorAll('[data-shows]')) {
      each.setAttribute('aria-pressed', String(each === button));
    }
  });
}

window.addEventListener('message', (event) => {
  const told = event.origin === location.origin ? event.data?.ringline : undefined;
  if (!told || !phones.includes(told.as)) return;
  states[told.as] = told.state;
  setText(document.querySelector(`[data-state-of="${told.as}"]`), stateWords[told.state] ?? '');
  document.title = Object.values(states).includes('incoming') ? 'It rings: Ringline' : quietTitle;
  const found = lineOf.find(([state]) => Object.values(states).includes(state));
  desk.dataset.line = found?.[1] ?? 'idle';
  const caller = told.direction === 'outgoing' ? told.as : phones.find((as) => as !== told.as);
  if (told.direction) desk.dataset.caller = caller;
});
