'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';

import { isLocale, localeCookie } from '@/i18n/locales';
import { identity } from '@/lib/identity';
import { signInAs } from '@/lib/identity/development';
import { homeOf } from '@/lib/navigation';
import { settings } from '@/lib/settings';
import { isTheme, themeCookie } from '@/lib/theme';

const remembered = { sameSite: 'lax', path: '/', maxAge: 365 * 86_400 } as const;

export async function chooseLocale(locale: string): Promise<void> {
  if (isLocale(locale)) (await cookies()).set(localeCookie, locale, remembered);
}

export async function chooseTheme(theme: string): Promise<void> {
  if (isTheme(theme)) (await cookies()).set(themeCookie, theme, remembered);
}

/** Development only: this browser becomes one of the seeded people. */
export async function signInAsPerson(userId: string): Promise<void> {
  if (settings().identity !== 'development') throw new Error('Only in development');
  const person = await signInAs(userId);
  redirect(homeOf(person.role));
}

/** Where the browser goes next. */
export async function signOut(): Promise<string> {
  return identity().signOut();
}
