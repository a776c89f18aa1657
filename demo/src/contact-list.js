// The list below the search field: a listbox whose active row the field's arrow keys move, so that
// typing and choosing need no other place.

import { initialsOf, make, setAttribute, setText } from './dom.js';
import { formatCount } from './locale.js';

const pageSize = 20;

/**
 * @param source {fetchPage({search, limit, cursor}, signal), choose(contact), tell(text)}
 * @returns {{search(text), handleKey(event): boolean, setChosen(id), setReachable(ids)}}
 */
export function createContactList(refs, source) {
  let contacts = [];
  let cursor = null;
  let searched = '';
  let active = -1;
  let chosenId = null;
  let reachable = null;
  let asking = null;

  const rows = () => [...refs.contacts.children];

  function makeRow(contact, at) {
    const detail =
      contact.callable === false ? 'Has no portal to ring' : contact.phone || contact.email;
    const row = make(
      'li',
      {
        id: `contact-${at}`,
        role: 'option',
        'aria-selected': 'false',
        'aria-disabled': contact.callable === false ? 'true' : undefined,
        'data-contact': contact.id,
      },
      make('span', { class: 'avatar small', 'aria-hidden': 'true' }, initialsOf(contact.name)),
      make(
        'span',
        { class: 'contact-text' },
        make('span', { class: 'contact-name', dir: 'auto' }, contact.name),
        make('span', { class: 'contact-detail' }, detail ?? ''),
      ),
    );
    showPresence(row, contact);
    row.addEventListener('click', () => pick(at));
    return row;
  }

  // A dot to the eye, a word to the ear; nothing for who can't be called at all. Customers aren't
  // told who of the staff is there.
  function showPresence(row, contact) {
    if (reachable === null || contact.callable === false) return;
    row.dataset.presence = reachable.has(contact.id) ? 'online' : 'offline';
    const word = row.querySelector('.hidden') ?? make('span', { class: 'hidden' });
    setText(word, `, ${row.dataset.presence}`);
    row.append(word);
  }

  function pick(at) {
    if (contacts[at] && contacts[at].callable !== false) source.choose(contacts[at]);
  }

  function setActive(next) {
    active = next;
    rows().forEach((row, at) => row.classList.toggle('active', at === active));
    const row = rows()[active];
    if (row) {
      setAttribute(refs.target, 'aria-activedescendant', row.id);
      row.scrollIntoView({ block: 'nearest' });
    } else {
      refs.target.removeAttribute('aria-activedescendant');
    }
  }

  function showChosen() {
    rows().forEach((row, at) =>
      setAttribute(row, 'aria-selected', String(contacts[at].id === chosenId)),
    );
  }

  async function load(search, from) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const page = await source.fetchPage({ search, limit: pageSize, cursor: from }, signal);
      if (signal.aborted) return;
      if (!from) {
        contacts = [];
        refs.contacts.replaceChildren();
        setActive(-1);
      }
      const first = contacts.length;
      contacts = contacts.concat(page.items);
      refs.contacts.append(...page.items.map((contact, at) => makeRow(contact, first + at)));
      searched = search;
      cursor = page.nextCursor;
      refs.moreContacts.hidden = !cursor;
      showChosen();
      source.tell(contacts.length > 0 ? countText() : `Nobody here is called “${search}”.`);
    } catch (error) {
      if (!signal.aborted) source.tell(`The contacts can’t be shown: ${error.message}`);
    }
  }

  function countText() {
    const count = `${formatCount(contacts.length)}${cursor ? '+' : ''}`;
    return contacts.length === 1 && !cursor ? '1 contact' : `${count} contacts`;
  }

  refs.moreContacts.addEventListener('click', () => load(searched, cursor));

  const moves = {
    ArrowDown: () => Math.min(active + 1, contacts.length - 1),
    ArrowUp: () => Math.max(active - 1, -1),
    PageDown: () => Math.min(active + 5, contacts.length - 1),
    PageUp: () => Math.max(active - 5, 0),
  };

  return {
    search: (text) => load(text, null),
    handleKey(event) {
      const isPick = event.key === 'Enter' && active >= 0;
      if (!isPick && !(event.key in moves)) return false;
      event.preventDefault();
      if (isPick) pick(active);
      else setActive(moves[event.key]());
      return true;
    },
    setReachable(ids) {
      reachable = ids;
      rows().forEach((row, at) => showPresence(row, contacts[at]));
    },
    setChosen(id) {
      chosenId = id;
      showChosen();
    },
  };
}
