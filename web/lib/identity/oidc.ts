import 'server-only';

import { randomUUID } from 'node:crypto';

import { cookies } from 'next/headers';
import * as client from 'openid-client';
import { z } from 'zod';

import { oidcSettings, settings } from '../settings';
import { expiryOf, type HeldToken, type Identity } from './adapter';
import { endSession, hasEnded } from './ended-sessions';
import { seal, unseal } from './sealed';

/** What a session's cookie holds, sealed. */
const sessionShape = z.object({
  id: z.string(),
  /** It ends then, however often its token is renewed. */
  endsAtMs: z.number(),
  token: z.string().min(1),
  expiresAtMs: z.number().nullable(),
  refreshToken: z.string().nullable(),
  /** Whose it is, by the provider's name for them: a hint when somebody signs out. */
  subject: z.string().nullable(),
});
type OidcSession = z.infer<typeof sessionShape>;

/** What must come back with the code, kept while the provider has the browser. */
const attemptShape = z.object({ state: z.string(), nonce: z.string(), verifier: z.string() });
type Attempt = z.infer<typeof attemptShape>;

const attemptLastsS = 600;

/** With TLS no other host, not even one below the same domain, can plant these cookies. */
const ownCookie = (name: string) =>
  settings().appUrl.startsWith('https:') ? `__Host-${name}` : name;
export const sessionCookie = () => ownCookie('ringline_session');
const attemptCookie = () => ownCookie('ringline_sign_in');

/** A token that runs out sooner than this is renewed first. */
const spareMs = 45_000;

const callbackUrl = () => `${settings().appUrl}/session/callback`;
const cookieOptions = (lastsS: number) => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: settings().appUrl.startsWith('https:'),
  path: '/',
  maxAge: lastsS,
});

let discovered: Promise<client.Configuration> | undefined;

/** What the provider says of itself; asked again after a failure. */
function configuration(): Promise<client.Configuration> {
  const { issuer, clientId, clientSecret } = oidcSettings();
  discovered ??= client
    .discovery(
      new URL(issuer),
      clientId,
      clientSecret,
      clientSecret ? undefined : client.None(),
      // Only a provider on this machine may do without TLS.
      /* eslint-disable @typescript-eslint/no-deprecated -- it is so that nobody uses it by chance */
      /^http:\/\/(localhost|127\.0\.0\.1)(:|\/|$)/u.test(issuer)
        ? { execute: [client.allowInsecureRequests] }
        : undefined,
      /* eslint-enable @typescript-eslint/no-deprecated */
    )
    .catch((reason: unknown) => {
      discovered = undefined;
      throw reason;
    });
  return discovered;
}

type Tokens = client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;

function sessionOf(tokens: Tokens, before?: OidcSession): OidcSession {
  const token = oidcSettings().token === 'id_token' ? tokens.id_token : tokens.access_token;
  if (!token) throw new Error('The provider gave no ID token: OIDC_TOKEN=access_token may help');
  return {
    id: before?.id ?? randomUUID(),
    endsAtMs: before?.endsAtMs ?? Date.now() + oidcSettings().sessionHours * 3_600_000,
    token,
    expiresAtMs: expiryOf(token),
    refreshToken: tokens.refresh_token ?? before?.refreshToken ?? null,
    subject: tokens.claims()?.sub ?? before?.subject ?? null,
  };
}

const sealSession = (session: OidcSession) =>
  seal({ ...session }, 'session', oidcSettings().sessionSecret, session.endsAtMs);

async function unsealSession(sealed: string): Promise<OidcSession | null> {
  const secret = oidcSettings().sessionSecret;
  const session = await unseal(sealed, 'session', sessionShape, secret);
  return session && !hasEnded(session.id) ? session : null;
}

/** How long a session's cookie may be kept: until the session ends. */
const cookieLastsS = () => oidcSettings().sessionHours * 3_600;

/** Where the browser goes to sign in (Authorization Code with PKCE). In a route handler. */
export async function beginSignIn(): Promise<URL> {
  const attempt: Attempt = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
  };
  const endsAtMs = Date.now() + attemptLastsS * 1000;
  const sealed = await seal({ ...attempt }, 'sign-in', oidcSettings().sessionSecret, endsAtMs);
  (await cookies()).set(attemptCookie(), sealed, cookieOptions(attemptLastsS));
  return client.buildAuthorizationUrl(await configuration(), {
    redirect_uri: callbackUrl(),
    scope: oidcSettings().scope,
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
    // Without it many providers give no refresh token, however wide the scope.
    ...(oidcSettings().scope.includes('offline_access') && { prompt: 'consent' }),
  });
}

/** What the provider sent the browser back with, made a session. Throws where it proves nothing. */
export async function finishSignIn(search: string): Promise<void> {
  const jar = await cookies();
  const sealed = jar.get(attemptCookie())?.value ?? '';
  const attempt = await unseal(sealed, 'sign-in', attemptShape, oidcSettings().sessionSecret);
  forget(jar, attemptCookie());
  if (!attempt) throw new Error('this sign-in was not begun here, or took too long');
  const tokens = await client.authorizationCodeGrant(
    await configuration(),
    new URL(callbackUrl() + search),
    {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      idTokenExpected: true,
    },
  );
  jar.set(sessionCookie(), await sealSession(sessionOf(tokens)), cookieOptions(cookieLastsS()));
}

/** A browser takes a `__Host-` cookie away only where all of its attributes are right. */
function forget(jar: Awaited<ReturnType<typeof cookies>>, name: string): void {
  jar.set(name, '', cookieOptions(0));
}

/** Renewals that are going on or have just been: a refresh token is good only once. */
const renewals = new Map<string, Promise<OidcSession>>();
const renewalKeptMs = 30_000;

function renew(session: OidcSession, refreshToken: string): Promise<OidcSession> {
  const known = renewals.get(refreshToken);
  if (known) return known;
  const renewal = configuration().then(async (config) =>
    sessionOf(await client.refreshTokenGrant(config, refreshToken), session),
  );
  renewals.set(refreshToken, renewal);
  setTimeout(() => renewals.delete(refreshToken), renewalKeptMs).unref();
  return renewal;
}

/**
 * The cookie with a renewed token, where its own is about to run out; null: it is good as it is. A
 * session that the provider renews no more comes back as an empty text.
 */
export async function renewedCookie(sealed: string): Promise<string | null> {
  const session = await unsealSession(sealed);
  if (!session) return '';
  const isFresh = session.expiresAtMs === null || session.expiresAtMs - Date.now() > spareMs;
  if (isFresh) return null;
  if (!session.refreshToken)
    return session.expiresAtMs && session.expiresAtMs < Date.now() ? '' : null;
  try {
    return await sealSession(await renew(session, session.refreshToken));
  } catch (reason) {
    // Refused for good; anything else may be better in a moment.
    if (reason instanceof client.ResponseBodyError) return '';
    console.warn('The identity provider could not be reached to renew a session');
    return null;
  }
}

/** An empty cookie is taken away. */
export const renewedCookieOptions = (cookie: string) => cookieOptions(cookie ? cookieLastsS() : 0);

export const oidcIdentity: Identity = {
  signInPath: '/session/sign-in',
  async getToken(): Promise<HeldToken | null> {
    // What comes here has been renewed on its way, by the proxy.
    const session = await unsealSession((await cookies()).get(sessionCookie())?.value ?? '');
    if (!session || (session.expiresAtMs ?? Infinity) <= Date.now()) return null;
    return { token: session.token, expiresAtMs: session.expiresAtMs };
  },
  async signOut(): Promise<string> {
    const jar = await cookies();
    const session = await unsealSession(jar.get(sessionCookie())?.value ?? '');
    forget(jar, sessionCookie());
    if (session) endSession(session.id, session.endsAtMs);
    try {
      const config = await configuration();
      if (session?.refreshToken) await revoke(config, session);
      if (!config.serverMetadata().end_session_endpoint) return '/';
      // No ID token in an address, which browsers and servers write down: the gateway takes it.
      return client.buildEndSessionUrl(config, {
        post_logout_redirect_uri: `${settings().appUrl}/`,
        ...(session?.subject && { logout_hint: session.subject }),
      }).href;
    } catch (reason) {
      console.warn('The identity provider was not told of a sign-out:', messageOf(reason));
      return '/';
    }
  },
};

const messageOf = (reason: unknown) => (reason instanceof Error ? reason.message : String(reason));

/** Ends a session at the provider, with the refresh token that is the last one by now. */
async function revoke(config: client.Configuration, session: OidcSession): Promise<void> {
  if (!config.serverMetadata().revocation_endpoint || !session.refreshToken) return;
  const last = await (renewals.get(session.refreshToken) ?? session);
  await client.tokenRevocation(config, last.refreshToken ?? session.refreshToken, {
    token_type_hint: 'refresh_token',
  });
}
