// Who this phone belongs to, and how to be somebody else.

import { initialsOf, make, setText } from './dom.js';
import { phoneAddress } from './parameters.js';

const byName = new Intl.Collator('en').compare;
const roleWords = { tenant_member: 'Staff', portal_customer: 'Customer' };
const asOf = { tenant_member: 'staff', portal_customer: 'customer' };

// "tenant_harbor" -> "Harbor", where the gateway gives no better name
const tenantName = (person) =>
  person.tenantName ??
  person.tenantId.replace(/^tenant[_-]/u, '').replace(/^./u, (letter) => letter.toUpperCase());

/**
 * Whom the address asks for; else the first of the role, of the tenant that comes first: so both
 * phones of the page with two belong to one tenant.
 */
export function choosePerson(people, { userId, role }) {
  if (userId) return people.find((person) => person.userId === userId) ?? null;
  const tenantId = people.find((person) => person.role === 'tenant_member')?.tenantId;
  const fitting = people
    .filter((person) => person.role === role && (!tenantId || person.tenantId === tenantId))
    .sort((a, b) => byName(a.name, b.name));
  return fitting[0] ?? null;
}

/** @returns {{setLocked(locked): void}} */
export function createPeopleView(refs, people, person) {
  setText(refs.ownAvatar, initialsOf(person.name));
  setText(refs.ownRole, `${roleWords[person.role]}, ${tenantName(person)}`);
  document.documentElement.dataset.role = asOf[person.role];

  const groups = new Map();
  for (const each of [...people].sort((a, b) => byName(a.name, b.name))) {
    if (each.role !== person.role) continue;
    const label = tenantName(each);
    if (!groups.has(label)) groups.set(label, make('optgroup', { label }));
    const option = make('option', { value: each.userId }, each.name);
    option.selected = each.userId === person.userId;
    groups.get(label).append(option);
  }
  refs.person.replaceChildren(...groups.values());
  refs.person.disabled = false;
  // Another person is another phone: nothing of the last one may be left.
  refs.person.addEventListener('change', () =>
    location.replace(phoneAddress(location.search, asOf[person.role], refs.person.value)),
  );
  return {
    setLocked(locked) {
      refs.person.disabled = locked;
    },
  };
}
