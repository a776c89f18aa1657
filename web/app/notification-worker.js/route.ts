import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

// Read while the app is built: it is a file of the package's.
export const dynamic = 'force-static';

/** The service worker of incoming calls, at the root: it may serve every page. */
export async function GET(): Promise<Response> {
  const path = join(process.cwd(), '..', 'js-glue', 'dist', 'notification-worker.js');
  return new Response(await readFile(path), {
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' },
  });
}
