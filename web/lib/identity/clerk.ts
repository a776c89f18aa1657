import { expiryOf, type Identity } from './adapter';

/** The part of Clerk's `auth()` that is used. */
type ClerkAuth = () => Promise<{ getToken: () => Promise<string | null> }>;

/**
 * Clerk, for an app that has `@clerk/nextjs`: see docs/identity.md.
 *
 *     import { auth } from '@clerk/nextjs/server';
 *     export const identity = () => clerkIdentity(auth);
 */
export const clerkIdentity = (auth: ClerkAuth): Identity => ({
  signInPath: '/sign-in',
  async getToken() {
    const token = await (await auth()).getToken();
    return token ? { token, expiresAtMs: expiryOf(token) } : null;
  },
  // A page with Clerk's <SignOutButton>, which ends the session in the browser.
  signOut: () => Promise.resolve('/sign-out'),
});
