#!/usr/bin/env node
// The app as it is deployed: `next start`, but for the files that compress.mjs has compressed, which go
// out as they lie there. node serve.mjs [--host 0.0.0.0] [--port 3000]
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';

import next from 'next';

const { values } = parseArgs({
  options: {
    host: { type: 'string', short: 'H', default: '0.0.0.0' },
    port: { type: 'string', short: 'p', default: process.env.PORT ?? '3000' },
  },
});
const folder = join(import.meta.dirname, '.next/static');
const types = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/** Where the compressed file of this request lies; undefined: Next.js answers it. */
function compressed({ method, url = '', headers }) {
  if (method !== 'GET' || headers.range || !/\bbr\b/u.test(headers['accept-encoding'] ?? '')) {
    return undefined;
  }
  // The build's own names have nothing in them that would have to be decoded. A service worker needs a
  // header that says what it may serve: that one Next.js sends.
  const name = /^\/_next\/static\/([\w\-./~]+)(?:\?[^#]*)?$/u.exec(url)?.[1];
  if (!name || name.startsWith('service-worker/') || name.split('/').includes('..'))
    return undefined;
  const path = join(folder, `${name}.br`);
  return existsSync(path) ? { path, type: types[extname(name)] } : undefined;
}

process.env.NODE_ENV = 'production';
const port = Number(values.port);
const app = next({ dev: false, dir: import.meta.dirname, hostname: values.host, port });
await app.prepare();
const handle = app.getRequestHandler();
createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  const file = compressed(request);
  if (!file) return handle(request, response);
  response.writeHead(200, {
    'content-type': file.type,
    'content-encoding': 'br',
    'content-length': statSync(file.path).size,
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'Accept-Encoding',
    'x-content-type-options': 'nosniff',
  });
  createReadStream(file.path).pipe(response);
}).listen(port, values.host, () => {
  console.log(
    `Ready in ${Math.round(process.uptime() * 1000)} ms on http://${values.host}:${port}`,
  );
});
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => process.exit(0));
