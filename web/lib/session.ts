import 'server-only';

import { redirect } from 'next/navigation';
import { cache } from 'react';

import { ApiError, must, type Person, type Role } from './api/client';
import { serverApi } from './api/server';
import { homeOf } from './navigation';
import { identity } from './identity';

/** Who is signed in, as the gateway knows him; asked once in a request. */
export const getPerson = cache(async (): Promise<Person | null> => {
  if (!(await identity().getToken())) return null;
  try {
    return await must(serverApi().GET('/api/me', { cache: 'no-store' }));
  } catch (reason) {
    if (reason instanceof ApiError && reason.status === 401) return null;
    throw reason;
  }
});

/** For a page of this role; anybody else is sent to where he belongs. */
export async function requirePerson(role?: Role): Promise<Person> {
  const person = await getPerson();
  if (!person) redirect('/');
  if (role && person.role !== role) redirect(homeOf(person.role));
  return person;
}
