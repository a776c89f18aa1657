// The calls that were: read again after each call, since only the gateway's row is the truth.

import { make, makeIcon, setText } from './dom.js';
import {
  durationAttribute,
  formatClock,
  formatWhen,
  formatWhenInFull,
  speakDuration,
} from './locale.js';
import { describeOutcome, wasMissed } from './words.js';

const pageSize = 12;
const rowDirections = {
  // The call log says how a call looks from the business: OUTBOUND is what its staff dialed.
  tenant_member: { '': '', outgoing: 'OUTBOUND', incoming: 'INBOUND' },
  portal_customer: { '': '', outgoing: 'INBOUND', incoming: 'OUTBOUND' },
};

/**
 * @param session {callLogs(query, signal)}
 * @param actions {dial({contactId, phoneNumber, name})}
 * @returns {{refresh(): void, setReady(ready): void}}
 */
export function createHistoryView(refs, role, session, actions) {
  let direction = '';
  let cursor = null;
  let asking = null;

  function makeRow(row) {
    const way = row.outgoing ? 'Outgoing call to' : 'Incoming call from';
    const name = row.peer.name || row.peer.phone || row.toNumber || 'Unknown';
    const outcome = make('span', { class: 'outcome' }, describeOutcome(row));
    if (row.duration > 0) {
      const length = make(
        'time',
        { datetime: durationAttribute(row.duration), 'aria-label': speakDuration(row.duration) },
        formatClock(row.duration),
      );
      outcome.append(', ', length);
    }
    const again = make('button', {
      type: 'button',
      class: 'quiet again',
      'aria-label': `Call ${name}`,
    });
    again.append(makeIcon('call', 'icon solid'));
    again.addEventListener('click', () =>
      actions.dial({ contactId: row.peer.id, phoneNumber: row.peer.phone, name: row.peer.name }),
    );
    const when = make(
      'time',
      { datetime: new Date(row.createdAt).toISOString(), title: formatWhenInFull(row.createdAt) },
      formatWhen(row.createdAt, Date.now()),
    );
    return make(
      'li',
      {
        'data-log': row.id,
        'data-way': row.outgoing ? 'outgoing' : 'incoming',
        class: wasMissed(row) ? 'missed' : '',
      },
      makeIcon(row.outgoing ? 'outgoing' : 'incoming', 'icon way'),
      make(
        'span',
        { class: 'call-text' },
        make('span', { class: 'hidden' }, `${way} `),
        make('span', { class: 'call-who', dir: 'auto' }, name),
        outcome,
      ),
      when,
      again,
    );
  }

  async function load(from) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const query = { direction: rowDirections[role][direction], limit: pageSize, cursor: from };
      const page = await session.callLogs(query, signal);
      if (signal.aborted) return;
      const rows = page.items.map(makeRow);
      if (from) refs.calls.append(...rows);
      else refs.calls.replaceChildren(...rows);
      cursor = page.nextCursor;
      refs.moreCalls.hidden = !cursor;
      setText(refs.historyHint, refs.calls.children.length > 0 ? '' : 'No calls yet.');
    } catch (error) {
      if (!signal.aborted)
        setText(refs.historyHint, `The history can’t be shown: ${error.message}`);
    }
  }

  // A call's end is news twice: when it is known here, and when the gateway's figure has come.
  let refreshing = null;
  let again = false;
  async function refresh() {
    again = refreshing !== null;
    if (again) return;
    do {
      again = false;
      refreshing = load(null);
      await refreshing;
    } while (again);
    refreshing = null;
  }

  refs.moreCalls.addEventListener('click', () => load(cursor));
  refs.directions.addEventListener('change', (event) => {
    direction = event.target.value;
    load(null);
  });

  return {
    refresh,
    setReady(ready) {
      refs.calls.classList.toggle('unready', !ready);
    },
  };
}
