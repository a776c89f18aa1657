// The real nginx with the very example of deploy/: only names, ports and paths are others.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { usualMs, within } from '../e2e/support/deadline.mjs';
import { root } from './gateway.mjs';

const program = '/usr/sbin/nginx';
export const host = 'calls.example.com';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** A certificate that only whoever has it believes. */
function makeCertificate(folder) {
  const at = (name) => join(folder, name);
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1']
      .concat(['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`])
      .concat(['-keyout', at('privkey.pem'), '-out', at('fullchain.pem')]),
    { stdio: 'ignore' },
  );
  return readFileSync(at('fullchain.pem'), 'utf8');
}

/** Replaces, and fails where there was nothing to be replaced. */
export function substitute(text, ...pairs) {
  return pairs.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`the example has no "${from}" any more`);
    return result.replaceAll(from, to);
  }, text);
}

/** @returns {Promise<{httpsPort, httpPort, certificate, errors(): string, stop()}>} */
export async function startNginx(gatewayPort) {
  if (!existsSync(program)) throw new Error(`${program} is missing: run scripts/setup`);
  const folder = mkdtempSync(join(tmpdir(), 'ringline-nginx-'));
  const certificate = makeCertificate(folder);
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const example = substitute(
    readFileSync(join(root, 'deploy/nginx.conf'), 'utf8'),
    ['listen 80;', `listen 127.0.0.1:${httpPort};`],
    ['listen [::]:80;', ''],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${httpsPort} ssl http2;`],
    ['listen [::]:443 ssl http2;', ''],
    ['server 127.0.0.1:8080;', `server 127.0.0.1:${gatewayPort};`],
    [`/etc/letsencrypt/live/${host}`, folder],
  );
  writeFileSync(join(folder, 'ringline.conf'), example);
  // What Debian's nginx.conf has around it.
  writeFileSync(
    join(folder, 'nginx.conf'),
    `worker_processes 1; daemon off; pid ${folder}/pid; error_log ${folder}/error.log warn;
     events { worker_connections 512; }
     http {
       access_log off;
       ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder}/${each};`).join('\n')}
       include ${folder}/ringline.conf;
     }`,
  );
  const child = spawn(
    program,
    ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')],
    {
      stdio: 'ignore',
    },
  );
  const exited = once(child, 'exit');
  const errors = () => readFileSync(join(folder, 'error.log'), 'utf8');
  const failed = exited.then(([code]) =>
    Promise.reject(new Error(`nginx left with ${code}: ${errors()}`)),
  );
  await within(usualMs, 'nginx to listen', Promise.race([failed, untilListening(httpsPort)]));
  failed.catch(() => undefined);
  return {
    httpPort,
    httpsPort,
    certificate,
    errors,
    async stop() {
      child.kill('SIGQUIT');
      await within(usualMs, 'nginx to stop', exited);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function untilListening(port) {
  return new Promise((done) => {
    const attempt = () => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        done();
      });
      socket.on('error', () => setTimeout(attempt, 20));
    };
    attempt();
  });
}
