import 'server-only';

import { identity } from '../identity';
import { settings } from '../settings';
import { createApi } from './client';

/** The gateway, asked by this server in the name of who is signed in. */
export function serverApi() {
  return createApi(
    settings().internalApiUrl,
    async () => (await identity().getToken())?.token ?? null,
  );
}
