'use client';

import { createContext, use, useMemo, useState, type ReactNode } from 'react';

import { createApi, type Api, type Person } from '@/lib/api/client';
import { useSignedOutElsewhere } from '@/hooks/use-signed-out-elsewhere';
import type { VoiceSettings } from '@/lib/settings';
import { createTokenSource, type HeldToken, type TokenSource } from '@/lib/token-source';

export interface Session {
  readonly person: Person;
  readonly api: Api;
  readonly voice: VoiceSettings;
  readonly getToken: TokenSource;
  /** The session ran out or was ended elsewhere: nothing works before the next sign-in. */
  readonly hasEnded: boolean;
}

/** The page goes, and with it its connection and the token that it holds. */
const leave = () => window.location.assign('/');

const Context = createContext<Session | null>(null);

/** Who is signed in, and how the gateway is spoken with in his name. */
export function SessionProvider({
  person,
  apiUrl,
  voice,
  getToken: ownSource,
  firstToken,
  children,
}: {
  person: Person;
  apiUrl: string;
  voice: VoiceSettings;
  /** Where tokens come from; else this app's own `/session/token`. */
  getToken?: TokenSource;
  /** The one that the page came with. */
  firstToken?: HeldToken | null;
  children: ReactNode;
}) {
  const [hasEnded, setHasEnded] = useState(false);
  useSignedOutElsewhere(leave);
  const [first] = useState(firstToken);
  const means = useMemo(() => {
    const getToken =
      ownSource ??
      createTokenSource('/session/token', (stands) => setHasEnded(!stands), first ?? null);
    return { getToken, api: createApi(apiUrl, getToken) };
  }, [apiUrl, ownSource, first]);
  const session = useMemo(
    () => ({ person, voice, hasEnded, ...means }),
    [person, voice, hasEnded, means],
  );
  return <Context value={session}>{children}</Context>;
}

export function useSession(): Session {
  const session = use(Context);
  if (!session) throw new Error('useSession: there is no SessionProvider above');
  return session;
}
