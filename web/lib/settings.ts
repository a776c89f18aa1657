import 'server-only';

import { z } from 'zod';

const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/$/, ''));

const shape = z.object({
  /** This app, as browsers reach it; needed for sign-in by OpenID Connect and for secure cookies. */
  APP_URL: address.default('http://localhost:3000'),
  /** The gateway, as browsers reach it: REST, and calls unless VOICE_URL says otherwise. */
  RINGLINE_URL: address.default('http://localhost:8080'),
  /** The same, as this server reaches it. */
  RINGLINE_INTERNAL_URL: address.optional(),
  /** Where calls are signaled: another gateway than the REST surface's, for one of the base contract. */
  VOICE_URL: address.optional(),
  VOICE_PATH: z.string().startsWith('/').default('/socket.io/'),
  VOICE_NAMESPACE: z.string().startsWith('/').default('/webrtc'),
  /** What a connection presents: the session's token, or the claims that the base contract takes. */
  VOICE_AUTH: z.enum(['token', 'claims']).default('token'),
  /** Who says who somebody is; `development` lets anybody be anybody. */
  IDENTITY: z.enum(['development', 'oidc'], 'must be oidc, or development on your own machine'),
});

/** Names under which a browser reaches the machine that it runs on. */
const loopback = /^(localhost|127\.0\.0\.1|\[::1\])$/u;
export const isLoopback = (hostname: string): boolean => loopback.test(hostname);

/** With IDENTITY=oidc. */
const oidcShape = z.object({
  /** Where its `/.well-known/openid-configuration` stands. */
  OIDC_ISSUER: address,
  OIDC_CLIENT_ID: z.string().min(1),
  /** Only for a confidential client; PKCE is used in any case. */
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_SCOPE: z.string().default('openid profile email offline_access'),
  /** Which token the gateway gets: the access token only where that is a JWT. */
  OIDC_TOKEN: z.enum(['id_token', 'access_token']).default('id_token'),
  /** After so many hours somebody signs in again, however often the token was renewed. */
  SESSION_HOURS: z.coerce.number().positive().max(720).default(12),
  /** Seals the session's cookie. */
  SESSION_SECRET: z.string().min(32, 'must have 32 characters at least: openssl rand -hex 32'),
});

export interface Settings {
  readonly appUrl: string;
  readonly apiUrl: string;
  readonly internalApiUrl: string;
  readonly voice: VoiceSettings;
  readonly identity: 'development' | 'oidc';
}

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scope: string;
  readonly token: 'id_token' | 'access_token';
  readonly sessionHours: number;
  readonly sessionSecret: string;
}

/** What the browser needs to hold a phone. */
export interface VoiceSettings {
  readonly url: string;
  readonly path: string;
  readonly namespace: string;
  readonly auth: 'token' | 'claims';
}

let known: Settings | undefined;
let knownOidc: OidcSettings | undefined;

function read<Shape extends z.ZodType>(shape: Shape): z.infer<Shape> {
  const given = shape.safeParse(process.env);
  if (!given.success) throw new Error(`The environment is wrong.\n${z.prettifyError(given.error)}`);
  return given.data;
}

/** From the environment, once. What is wrong there is said by name. */
export function settings(): Settings {
  if (known) return known;
  const data = read(shape);
  if (data.IDENTITY === 'development' && !isLoopback(new URL(data.APP_URL).hostname)) {
    throw new Error(
      `The environment is wrong.\nAPP_URL must be on this machine (http://localhost:3000) with ` +
        `IDENTITY=development: whoever reaches it can be anybody`,
    );
  }
  known = {
    appUrl: data.APP_URL,
    apiUrl: data.RINGLINE_URL,
    internalApiUrl: data.RINGLINE_INTERNAL_URL ?? data.RINGLINE_URL,
    voice: {
      url: data.VOICE_URL ?? data.RINGLINE_URL,
      path: data.VOICE_PATH,
      namespace: data.VOICE_NAMESPACE,
      auth: data.VOICE_AUTH,
    },
    identity: data.IDENTITY,
  };
  return known;
}

/** The same for IDENTITY=oidc. */
export function oidcSettings(): OidcSettings {
  if (knownOidc) return knownOidc;
  const data = read(oidcShape);
  knownOidc = {
    issuer: data.OIDC_ISSUER,
    clientId: data.OIDC_CLIENT_ID,
    clientSecret: data.OIDC_CLIENT_SECRET,
    scope: data.OIDC_SCOPE,
    token: data.OIDC_TOKEN,
    sessionHours: data.SESSION_HOURS,
    sessionSecret: data.SESSION_SECRET,
  };
  return knownOidc;
}
