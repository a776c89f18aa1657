import { NextResponse, type NextRequest } from 'next/server';

import { identity } from '@/lib/identity';

/** The session's token, for this app's own pages: the phone and the REST client take it to the gateway. */
export async function GET(request: NextRequest): Promise<NextResponse> {
  const site = request.headers.get('sec-fetch-site');
  if (site && site !== 'same-origin')
    return NextResponse.json({ error: 'forbidden' }, { status: 403 });
  const held = await identity().getToken();
  const init = { status: held ? 200 : 401, headers: { 'cache-control': 'no-store' } };
  return NextResponse.json(held ?? { error: 'unauthorized' }, init);
}
