/** A token of who is signed in. */
export interface HeldToken {
  readonly token: string;
  /** When it runs out, in milliseconds since 1970; null where the token doesn't say. */
  readonly expiresAtMs: number | null;
}

/**
 * Who is signed in, by whatever says so: the one thing that this app asks of an identity provider.
 * It runs on the server, inside a request; the browser gets its tokens from `/session/token`.
 */
export interface Identity {
  /** A token that the gateway verifies, fresh enough to be used; null where nobody is signed in. */
  getToken(): Promise<HeldToken | null>;
  /** Where somebody signs in: a page of this app or of the provider. */
  readonly signInPath: string;
  /** Forgets the session here; returns where the browser goes next. */
  signOut(): Promise<string>;
}

/** When a JSON Web Token runs out. It is only read: the gateway is who verifies it. */
export function expiryOf(token: string): number | null {
  try {
    const [, payload = ''] = token.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp?: unknown };
    return typeof claims.exp === 'number' ? claims.exp * 1000 : null;
  } catch {
    return null;
  }
}
