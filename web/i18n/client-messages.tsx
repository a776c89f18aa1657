import { NextIntlClientProvider } from 'next-intl';
import { getMessages } from 'next-intl/server';
import type { ReactNode } from 'react';

import type { Area } from './messages';

/** What every page's client components may say. */
const everywhere: readonly Area[] = ['common', 'failures', 'shell', 'voice'];

/** Gives the client components beneath the words of these areas, and of no others. */
export async function ClientMessages({
  areas = [],
  children,
}: {
  areas?: readonly Area[];
  children: ReactNode;
}) {
  const all = await getMessages();
  const messages = Object.fromEntries(
    [...everywhere, ...areas].map((area) => [area, all[area]] as const),
  );
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>;
}
