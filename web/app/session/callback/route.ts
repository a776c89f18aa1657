import { NextResponse, type NextRequest } from 'next/server';

import { finishSignIn } from '@/lib/identity/oidc';
import { settings } from '@/lib/settings';

/** Where the OpenID Connect provider sends the browser back to. */
export async function GET(request: NextRequest): Promise<NextResponse> {
  const { appUrl, identity } = settings();
  if (identity !== 'oidc') return new NextResponse(null, { status: 404 });
  try {
    await finishSignIn(request.nextUrl.search);
    return NextResponse.redirect(`${appUrl}/`);
  } catch (reason) {
    console.warn('A sign-in failed:', reason instanceof Error ? reason.message : reason);
    return NextResponse.redirect(`${appUrl}/?failed=signIn`);
  }
}
