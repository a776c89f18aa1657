import 'server-only';

import { cookies } from 'next/headers';

import { createApi, must } from '../api/client';
import { settings } from '../settings';
import { expiryOf, type Identity } from './adapter';

const cookieName = 'ringline_session';

/** The people that the gateway has seeded; whoever opens the page may be any of them. */
export const developmentIdentity: Identity = {
  signInPath: '/',
  async getToken() {
    const token = (await cookies()).get(cookieName)?.value;
    if (!token) return null;
    const expiresAtMs = expiryOf(token);
    return expiresAtMs !== null && expiresAtMs <= Date.now() ? null : { token, expiresAtMs };
  },
  async signOut() {
    (await cookies()).delete(cookieName);
    return '/';
  },
};

const api = () => createApi(settings().internalApiUrl);

export async function listPeople() {
  return (await must(api().GET('/api/dev/people', { cache: 'no-store' }))).items;
}

/** In a server action: from here on, this browser is that person. */
export async function signInAs(userId: string) {
  const person = await must(api().POST('/api/dev/token', { body: { userId } }));
  (await cookies()).set(cookieName, person.token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: settings().appUrl.startsWith('https:'),
    path: '/',
    ...(expiryOf(person.token) && { expires: new Date(expiryOf(person.token) ?? 0) }),
  });
  return person;
}
