'use client';

import { createContext, use, useMemo, type ReactNode } from 'react';

import { createApi, type Api, type Person } from '@/lib/api/client';
import { createTokenSource, type TokenSource } from '@/lib/token-source';
import type { VoiceSettings } from '@/lib/settings';

export interface Session {
  readonly person: Person;
  readonly api: Api;
  readonly apiUrl: string;
  readonly voice: VoiceSettings;
  readonly getToken: TokenSource;
}

const Context = createContext<Session | null>(null);

/** Who is signed in, and how the gateway is spoken with in his name. */
export function SessionProvider({
  person,
  apiUrl,
  voice,
  children,
}: {
  person: Person;
  apiUrl: string;
  voice: VoiceSettings;
  children: ReactNode;
}) {
  const session = useMemo(() => {
    const getToken = createTokenSource('/session/token');
    return { person, apiUrl, voice, getToken, api: createApi(apiUrl, getToken) };
  }, [person, apiUrl, voice]);
  return <Context value={session}>{children}</Context>;
}

export function useSession(): Session {
  const session = use(Context);
  if (!session) throw new Error('useSession: there is no SessionProvider above');
  return session;
}
