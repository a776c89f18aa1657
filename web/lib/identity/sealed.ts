import 'server-only';

import { createHash } from 'node:crypto';

import { EncryptJWT, jwtDecrypt, type JWTPayload } from 'jose';

const keyOf = (secret: string): Uint8Array => createHash('sha256').update(secret).digest();

/** Something that only this server can read again, and only until it runs out: for cookies. */
export function seal(content: JWTPayload, secret: string, lastsS: number): Promise<string> {
  return new EncryptJWT(content)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setExpirationTime(Math.floor(Date.now() / 1000) + lastsS)
    .encrypt(keyOf(secret));
}

/** null: it has run out, or was never sealed here. */
export async function unseal<Content>(sealed: string, secret: string): Promise<Content | null> {
  try {
    return (await jwtDecrypt(sealed, keyOf(secret))).payload as Content;
  } catch {
    return null;
  }
}
