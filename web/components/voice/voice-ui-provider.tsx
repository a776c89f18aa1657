'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { NextIntlClientProvider, type AbstractIntlMessages } from 'next-intl';
import type { ReactNode } from 'react';

import { SessionProvider } from '@/components/session-provider';
import { Tooltips } from '@/components/ui/tooltip';
import type { Locale } from '@/i18n/locales';
import type { Person } from '@/lib/api/client';
import { queryClient } from '@/lib/query-client';
import type { VoiceSettings } from '@/lib/settings';
import type { TokenSource } from '@/lib/token-source';

/**
 * All that these components need around them, for an app that has none of it: words, the gateway's
 * REST surface, and who is signed in.
 */
export function VoiceUiProvider({
  locale,
  messages,
  children,
  ...session
}: {
  locale: Locale;
  /** The catalogues `common`, `voice` and `failures` of that language, by their names. */
  messages: AbstractIntlMessages;
  person: Person;
  /** The gateway. */
  apiUrl: string;
  voice: VoiceSettings;
  getToken: TokenSource;
  children: ReactNode;
}) {
  return (
    <NextIntlClientProvider locale={locale} messages={messages} timeZone="UTC">
      <QueryClientProvider client={queryClient()}>
        <SessionProvider {...session}>{children}</SessionProvider>
        <Tooltips />
      </QueryClientProvider>
    </NextIntlClientProvider>
  );
}
