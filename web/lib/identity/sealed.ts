import 'server-only';

import { createHash } from 'node:crypto';

import { EncryptJWT, jwtDecrypt, type JWTPayload } from 'jose';
import type { z } from 'zod';

const keyOf = (secret: string): Uint8Array => createHash('sha256').update(secret).digest();

/** What a sealed text is for: one that was made for another purpose is none. */
export type Purpose = 'session' | 'sign-in';

/** Something that only this server can read again, and only until `endsAtMs`: for cookies. */
export function seal(
  content: JWTPayload,
  purpose: Purpose,
  secret: string,
  endsAtMs: number,
): Promise<string> {
  return new EncryptJWT(content)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setAudience(purpose)
    .setExpirationTime(Math.floor(endsAtMs / 1000))
    .encrypt(keyOf(secret));
}

/** null: it has run out, was never sealed here, is for another purpose, or has another shape. */
export async function unseal<Shape extends z.ZodType>(
  sealed: string,
  purpose: Purpose,
  shape: Shape,
  secret: string,
): Promise<z.infer<Shape> | null> {
  try {
    const { payload } = await jwtDecrypt(sealed, keyOf(secret), { audience: purpose });
    return shape.parse(payload);
  } catch {
    return null;
  }
}
