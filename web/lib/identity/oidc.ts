import 'server-only';

import { cookies } from 'next/headers';
import * as client from 'openid-client';

import { oidcSettings, settings } from '../settings';
import { expiryOf, type HeldToken, type Identity } from './adapter';
import { seal, unseal } from './sealed';

/** What a session's cookie holds, sealed. */
interface OidcSession {
  token: string;
  expiresAtMs: number | null;
  refreshToken: string | null;
  /** Names the session to the provider when somebody signs out. */
  idToken: string | null;
}

/** What must come back with the code, kept while the provider has the browser. */
interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
}

export const sessionCookie = 'ringline_session';
const attemptCookie = 'ringline_sign_in';
const attemptLastsS = 600;
const sessionLastsS = 30 * 86_400;

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
      /^http:\/\/(localhost|127\.0\.0\.1)(:|\/|$)/u.test(issuer)
        ? { execute: [client.allowInsecureRequests] }
        : undefined,
    )
    .catch((reason: unknown) => {
      discovered = undefined;
      throw reason;
    });
  return discovered;
}

function sessionOf(tokens: client.TokenEndpointResponse, before?: OidcSession): OidcSession {
  const token = oidcSettings().token === 'id_token' ? tokens.id_token : tokens.access_token;
  if (!token) throw new Error('The provider gave no ID token: OIDC_TOKEN=access_token may help');
  return {
    token,
    expiresAtMs: expiryOf(token),
    refreshToken: tokens.refresh_token ?? before?.refreshToken ?? null,
    idToken: tokens.id_token ?? before?.idToken ?? null,
  };
}

const sealSession = (session: OidcSession) =>
  seal({ ...session }, oidcSettings().sessionSecret, sessionLastsS);
const unsealSession = (sealed: string) => unseal<OidcSession>(sealed, oidcSettings().sessionSecret);

/** Where the browser goes to sign in (Authorization Code with PKCE). In a route handler. */
export async function beginSignIn(): Promise<URL> {
  const attempt: Attempt = {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
  };
  const sealed = await seal({ ...attempt }, oidcSettings().sessionSecret, attemptLastsS);
  (await cookies()).set(attemptCookie, sealed, cookieOptions(attemptLastsS));
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
  const sealed = jar.get(attemptCookie)?.value ?? '';
  const attempt = await unseal<Attempt>(sealed, oidcSettings().sessionSecret);
  jar.delete(attemptCookie);
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
  jar.set(sessionCookie, await sealSession(sessionOf(tokens)), cookieOptions(sessionLastsS));
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
export const renewedCookieOptions = (cookie: string) => cookieOptions(cookie ? sessionLastsS : 0);

export const oidcIdentity: Identity = {
  signInPath: '/session/sign-in',
  async getToken(): Promise<HeldToken | null> {
    // What comes here has been renewed on its way, by the proxy.
    const session = await unsealSession((await cookies()).get(sessionCookie)?.value ?? '');
    if (!session || (session.expiresAtMs ?? Infinity) <= Date.now()) return null;
    return { token: session.token, expiresAtMs: session.expiresAtMs };
  },
  async signOut(): Promise<string> {
    const jar = await cookies();
    const session = await unsealSession(jar.get(sessionCookie)?.value ?? '');
    jar.delete(sessionCookie);
    const config = await configuration();
    if (!config.serverMetadata().end_session_endpoint) return '/';
    return client.buildEndSessionUrl(config, {
      post_logout_redirect_uri: `${settings().appUrl}/`,
      ...(session?.idToken && { id_token_hint: session.idToken }),
    }).href;
  },
};
