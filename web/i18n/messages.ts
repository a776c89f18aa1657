import type { Locale } from './locales';

/** The catalogues: a file an area, the same files and keys in each language. */
const areas = {
  common: {
    en: () => import('@/messages/en/common.json'),
    bn: () => import('@/messages/bn/common.json'),
  },
  failures: {
    en: () => import('@/messages/en/failures.json'),
    bn: () => import('@/messages/bn/failures.json'),
  },
  shell: {
    en: () => import('@/messages/en/shell.json'),
    bn: () => import('@/messages/bn/shell.json'),
  },
  signIn: {
    en: () => import('@/messages/en/signIn.json'),
    bn: () => import('@/messages/bn/signIn.json'),
  },
  voice: {
    en: () => import('@/messages/en/voice.json'),
    bn: () => import('@/messages/bn/voice.json'),
  },
  calls: {
    en: () => import('@/messages/en/calls.json'),
    bn: () => import('@/messages/bn/calls.json'),
  },
  portal: {
    en: () => import('@/messages/en/portal.json'),
    bn: () => import('@/messages/bn/portal.json'),
  },
  contacts: {
    en: () => import('@/messages/en/contacts.json'),
    bn: () => import('@/messages/bn/contacts.json'),
  },
  analytics: {
    en: () => import('@/messages/en/analytics.json'),
    bn: () => import('@/messages/bn/analytics.json'),
  },
  settings: {
    en: () => import('@/messages/en/settings.json'),
    bn: () => import('@/messages/bn/settings.json'),
  },
} as const;

export type Area = keyof typeof areas;

export async function loadMessages(locale: Locale): Promise<Record<Area, object>> {
  const loaded = Object.entries(areas).map(
    async ([area, of]) => [area, (await of[locale]()).default] as const,
  );
  return Object.fromEntries(await Promise.all(loaded)) as Record<Area, object>;
}
