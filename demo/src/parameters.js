// What the address says. Everything else about a phone is the gateway's answer.
//
//   as        staff | customer: this phone alone
//   user      the person to be; without it, the first of that role
//   staff, customer   on the page with both phones: `user` of each
//   rawAudio  1: leave the microphone's sound as it is (no echo cancellation, no gain control),
//             for measuring
//   relayOnly 1: sound goes over the gateway's relay or not at all, for checking the relay

const roles = { staff: 'tenant_member', customer: 'portal_customer' };
const kept = ['rawAudio', 'relayOnly'];

export function readParameters(search) {
  const given = new URLSearchParams(search);
  const as = given.get('as') === 'customer' ? 'customer' : 'staff';
  return {
    as,
    role: roles[as],
    userId: given.get('user') ?? '',
    rawAudio: given.get('rawAudio') === '1',
    relayOnly: given.get('relayOnly') === '1',
  };
}

/** The address of one phone, for a frame, a link or another person. */
export function phoneAddress(search, as, userId) {
  const given = new URLSearchParams(search);
  const next = new URLSearchParams({ as });
  if (userId) next.set('user', userId);
  for (const name of kept) {
    const value = given.get(name);
    if (value !== null) next.set(name, value);
  }
  return `?${next}`;
}
