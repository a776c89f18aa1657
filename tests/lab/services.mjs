// What stands in the public network: the gateway as it is deployed, and the relay.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { substitute } from '../deploy/nginx.mjs';
import { usualMs, within } from '../e2e/support/deadline.mjs';
import { Network, publicAddress, relayAddress } from './network.mjs';
import { jwtSecret } from './people.mjs';

const turnSecret = 'the secret that relay and gateway share';
const turnConfiguration = fileURLToPath(
  new URL('../../deploy/coturn/turnserver.conf', import.meta.url),
);
const pageRoot = fileURLToPath(new URL('page', import.meta.url));
const nginxExample = fileURLToPath(new URL('../../deploy/nginx.conf', import.meta.url));
const gatewayPort = 8080;
/** Of the gateway, by the web server before it: a strict firewall lets it through. */
export const gatewayUrl = `https://${publicAddress}`;

const turnUrls = [
  `turn:${relayAddress}:3478?transport=udp`,
  `turn:${relayAddress}:3478?transport=tcp`,
  `turns:${relayAddress}:443?transport=tcp`,
];

/** A process in the public network; it says on its output when it is ready. */
class Service {
  constructor(program, args, env, logPath) {
    const [command, all] = Network.inside('public', program, args);
    this.child = spawn(command, all, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.child, 'exit');
    this.log = createWriteStream(logPath, { flags: 'a' });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.pipe(this.log, { end: false });
    }
    this.name = program;
  }

  async says(wanted) {
    const heard = async (stream) => {
      for await (const line of createInterface({ input: stream })) if (wanted.test(line)) return;
      throw new Error('its output ended');
    };
    await within(
      usualMs,
      `${this.name} to be ready`,
      Promise.race([
        Promise.any([heard(this.child.stdout), heard(this.child.stderr)]),
        this.exited.then(([code]) => Promise.reject(new Error(`${this.name} left with ${code}`))),
      ]),
    );
  }

  /** Until someone in the public network listens on the port. */
  async listens(port) {
    const look = async () => {
      const [command, args] = Network.inside('public', 'ss', ['-Hltn', `sport = :${port}`]);
      while (this.child.exitCode === null) {
        if (execFileSync(command, args, { encoding: 'utf8' }).trim() !== '') return;
        await new Promise((done) => setTimeout(done, 20));
      }
      throw new Error(`${this.name} left with ${this.child.exitCode}`);
    };
    await within(usualMs, `${this.name} to listen on ${port}`, look());
  }

  async kill(signal = 'SIGKILL') {
    this.child.kill(signal);
    await within(usualMs, `${this.name} to end`, this.exited);
  }
}

/** @param place {gatewayProgram, packageRoot, folder}; the database outlives the process */
export async function startGateway({ gatewayProgram, packageRoot, folder }, more = []) {
  const args = ['--address', '127.0.0.1', '--port', String(gatewayPort)];
  args.push('--trusted-proxies', '127.0.0.1', '--frontend-url', gatewayUrl);
  args.push('--database-url', `sqlite:${join(folder, 'calls.db')}`);
  args.push('--demo-root', pageRoot, '--package-root', packageRoot);
  args.push('--turn-url', turnUrls.join(','), '--ice-servers', `stun:${relayAddress}:3478`);
  args.push('--log-format', 'json', '--log-level', 'debug', ...more);
  const env = { JWT_SECRET: jwtSecret, TURN_SECRET: turnSecret };
  const service = new Service(gatewayProgram, args, env, join(folder, 'gateway.log'));
  await service.says(/listening/u);
  return service;
}

/** Certificates that nobody has signed; browsers of the laboratory don't mind. */
function makeCertificate(folder) {
  const [key, certificate] = [join(folder, 'privkey.pem'), join(folder, 'fullchain.pem')];
  if (existsSync(certificate)) return { key, certificate };
  const of = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const addresses = `subjectAltName=IP:${publicAddress},IP:${relayAddress}`;
  const names = ['-subj', '/CN=ringline laboratory', '-addext', addresses];
  execFileSync('openssl', ['req', '-x509', ...of, ...names, '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  return { key, certificate };
}

/** nginx with the example of deploy/, whose names and addresses alone are others. */
export async function startWebServer({ folder }) {
  makeCertificate(folder);
  const example = substitute(
    readFileSync(nginxExample, 'utf8'),
    ['listen 80;', `listen ${publicAddress}:80;`],
    ['listen [::]:80;', ''],
    ['listen 443 ssl http2;', `listen ${publicAddress}:443 ssl http2;`],
    ['listen [::]:443 ssl http2;', ''],
    ['server 127.0.0.1:8080;', `server 127.0.0.1:${gatewayPort};`],
    ['calls.example.com', publicAddress],
    [`/etc/letsencrypt/live/${publicAddress}`, folder],
  );
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const around = `worker_processes 1; daemon off; pid ${folder}/nginx.pid;
    error_log ${folder}/nginx.log warn;
    events { worker_connections 512; }
    http {
      access_log off;
      ${scratch.map((each) => `${each}_temp_path ${folder}/${each};`).join(' ')}
      ${example}
    }`;
  const path = join(folder, 'nginx.conf');
  writeFileSync(path, around);
  const args = ['-e', join(folder, 'nginx.log'), '-c', path];
  const service = new Service('/usr/sbin/nginx', args, {}, join(folder, 'nginx.out'));
  await service.listens(443);
  return service;
}

export async function startRelay({ folder }) {
  const { key, certificate } = makeCertificate(folder);
  const args = ['-c', turnConfiguration, `--static-auth-secret=${turnSecret}`];
  args.push(`--listening-ip=${relayAddress}`, `--relay-ip=${relayAddress}`);
  args.push('--tls-listening-port=443');
  args.push(`--cert=${certificate}`, `--pkey=${key}`, '--verbose');
  args.push(`--pidfile=${join(folder, 'relay.pid')}`, `--userdb=${join(folder, 'relay.db')}`);
  const service = new Service('/usr/bin/turnserver', args, {}, join(folder, 'relay.log'));
  await service.says(new RegExp(`TLS.*listener opened on.*${relayAddress}:443`, 'u'));
  return service;
}
