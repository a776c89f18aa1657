import { NextResponse, type NextRequest } from 'next/server';

import { contentSecurityPolicy } from './lib/content-security-policy';
import { renewedCookie, renewedCookieOptions, sessionCookie } from './lib/identity/oidc';
import { isLoopback, settings } from './lib/settings';

/**
 * Each page gets its own nonce; Next.js puts it on the scripts that it writes. A session whose token is
 * about to run out is renewed before anything is done in its name.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  if (isForeign(request))
    return new NextResponse('Open this page as http://localhost', { status: 403 });
  const renewed = await renewSession(request);
  const nonce = crypto.randomUUID().replaceAll('-', '');
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  if (renewed !== null)
    response.cookies.set(sessionCookie(), renewed, renewedCookieOptions(renewed));
  response.headers.set('content-security-policy', policy);
  response.headers.set('referrer-policy', 'strict-origin-when-cross-origin');
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('permissions-policy', 'microphone=(self), camera=(), geolocation=()');
  return response;
}

/**
 * Where anybody may be anybody, only a browser on this machine, which names it so: another site's page
 * that reaches it by a name of its own (DNS rebinding) does not.
 */
function isForeign(request: NextRequest): boolean {
  if (settings().identity !== 'development') return false;
  const host = request.headers.get('host') ?? '';
  return !URL.canParse(`http://${host}`) || !isLoopback(new URL(`http://${host}`).hostname);
}

/** The new cookie, which the request has then, too; null: the old one stays. */
async function renewSession(request: NextRequest): Promise<string | null> {
  const sealed = request.cookies.get(sessionCookie())?.value;
  if (!sealed || settings().identity !== 'oidc') return null;
  const renewed = await renewedCookie(sealed);
  if (renewed !== null) request.cookies.set(sessionCookie(), renewed);
  return renewed;
}

export const config = {
  matcher: [
    {
      source:
        '/((?!_next/static|_next/image|favicon.ico|icon|apple-icon|manifest.webmanifest|ringing.svg|sample-contacts.csv).*)',
    },
  ],
};
