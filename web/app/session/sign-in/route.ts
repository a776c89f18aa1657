import { NextResponse } from 'next/server';

import { beginSignIn } from '@/lib/identity/oidc';
import { settings } from '@/lib/settings';

/** Sends the browser to the OpenID Connect provider. */
export async function GET(): Promise<NextResponse> {
  if (settings().identity !== 'oidc') return new NextResponse(null, { status: 404 });
  try {
    return NextResponse.redirect(await beginSignIn());
  } catch (reason) {
    console.warn(
      'Signing in could not be begun:',
      reason instanceof Error ? reason.message : reason,
    );
    return NextResponse.redirect(`${settings().appUrl}/?failed=provider`);
  }
}
