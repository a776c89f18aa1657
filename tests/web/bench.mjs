#!/usr/bin/env node
// What a visitor waits for, as `make bench-web` prints it: what /calls downloads, and how soon a call
// rings and is heard where every two of browser, browser and gateway are a round trip of 100 ms apart.
//
// It runs by tests/lab/isolated, on the laboratory's network: each home's wire takes a quarter of a
// round trip, so that the homes are half of one apart, each way; a door to the gateway takes the rest.
// The doors stand in the homes, on localhost, which is secure enough for a microphone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { usualMs, within } from '../e2e/support/deadline.mjs';
import { launchChromium } from '../lab/browsers.mjs';
import { enterNetwork, Network, publicAddress, relayAddress } from '../lab/network.mjs';
import { WebPage } from './support/web-page.mjs';
import { customer, staff, tones } from './support/world.mjs';

const roundTripMs = 100;
const runs = Number(process.env.RUNS ?? 5);
const root = resolve(import.meta.dirname, '..', '..');
const ports = { app: 3000, gateway: 8080, behind: 8081 };
const appUrl = `http://localhost:${ports.app}`;
const gatewayUrl = `http://localhost:${ports.gateway}`;
const stopwatch = fileURLToPath(new URL('support/stopwatch.js', import.meta.url));

enterNetwork();
const programs = {
  gateway: join(root, 'build/release/server/ringline-gateway'),
  wire: join(root, 'build/bench/tests/impaired_wire'),
  app: join(root, 'web/.next/BUILD_ID'),
};
for (const path of Object.values(programs)) {
  if (existsSync(path)) continue;
  console.error(`${path} is missing: run make bench-web`);
  process.exit(2);
}
const folder = join(root, 'build/test-logs/bench-web');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const started = [];
process.once('exit', () => started.forEach((child) => child.kill('SIGKILL')));

/** Something in one of the networks, once it says that it is ready. */
async function start(where, says, program, args, options = {}) {
  const [command, all] = Network.inside(where, program, args);
  const child = spawn(command, all, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  started.push(child);
  const heard = async (stream) => {
    for await (const line of createInterface({ input: stream })) if (says.test(line)) return;
    throw new Error(`${program} ended`);
  };
  const exited = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`${program}: ${code}`)),
  );
  exited.catch(() => undefined);
  const ready = Promise.any([heard(child.stdout), heard(child.stderr)]);
  await within(usualMs, `${program} to be ready`, Promise.race([ready, exited]));
  child.stdout.resume();
  child.stderr.resume();
}

const network = await Network.start(programs.wire);
const door = (where, address, port, targetAddress, targetPort, delayMs) =>
  start(where, /open/u, process.execPath, [
    join(import.meta.dirname, 'support/slow-door.mjs'),
    ...[address, port, targetAddress, targetPort, delayMs].map(String),
  ]);
// Each home is behind a router: without this its browser doesn't know its outer address.
await start('public', /Total General servers/u, '/usr/bin/turnserver', [
  ...['-n', '--stun-only', '--no-cli', '--log-file=stdout', '--simple-log'],
  ...[
    `--listening-ip=${relayAddress}`,
    `--pidfile=${folder}/stun.pid`,
    `--userdb=${folder}/stun.db`,
  ],
]);
await start('public', /listening/u, programs.gateway, [
  ...['--mode', 'development', '--address', '127.0.0.1', '--port', String(ports.behind)],
  ...['--database-url', `sqlite:${join(folder, 'calls.db')}`, '--frontend-url', appUrl],
  ...['--ice-servers', `stun:${relayAddress}:3478`],
]);
await door('public', publicAddress, ports.gateway, '127.0.0.1', ports.behind, 0);
for (const home of ['home1', 'home2']) {
  await door(home, '127.0.0.1', ports.gateway, publicAddress, ports.gateway, roundTripMs / 4);
  await door(home, '127.0.0.1', ports.app, publicAddress, ports.app, 0);
}
await start(
  'public',
  /Ready in/u,
  process.execPath,
  ['serve.mjs', '-H', publicAddress, '-p', String(ports.app)],
  {
    cwd: join(root, 'web'),
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: '1',
      APP_URL: appUrl,
      RINGLINE_URL: gatewayUrl,
      RINGLINE_INTERNAL_URL: `http://127.0.0.1:${ports.behind}`,
    },
  },
);
const browsers = [
  await launchChromium('home1', tones.staffHz, folder),
  await launchChromium('home2', tones.customerHz, folder),
];

async function open(browser, person) {
  const context = await browser.newContext({ locale: 'en-US' });
  // As of somebody who has called before.
  await context.grantPermissions(['microphone'], { origin: appUrl });
  const page = await WebPage.open(context, person, appUrl);
  await page.page.addInitScript({ path: stopwatch });
  await page.signIn();
  return page;
}

/**
 * What a first load may cost, in bytes on the wire and in requests. Letters for names in Bangla come beside
 * it: only where such a name is shown, and where the system has none.
 */
const budgets = {
  '/calls': { script: 215_000, text: 45_000, requests: 30 },
  '/contacts': { script: 300_000, text: 45_000, requests: 30 },
  '/analytics': { script: 310_000, text: 45_000, requests: 30 },
};

const kindOf = (type, url) => {
  if (url.endsWith('.wasm')) return 'wasm';
  if (url.includes('noto-sans-bengali')) return 'bangla';
  return { Script: 'script', Stylesheet: 'text', Font: 'text' }[type] ?? 'other';
};

/** Bytes on the wire of each page, opened by somebody who is signed in and has nothing of it yet. */
async function measureDownloads() {
  const caller = await open(browsers[0], staff);
  const storageState = await caller.page.context().storageState();
  const measured = {};
  for (const path of Object.keys(budgets)) {
    const context = await browsers[0].newContext({ storageState });
    const page = await context.newPage();
    const debug = await context.newCDPSession(page);
    await debug.send('Network.enable');
    const kinds = new Map();
    const sums = { script: 0, wasm: 0, text: 0, bangla: 0, other: 0, requests: 0 };
    debug.on('Network.responseReceived', ({ requestId, type, response }) => {
      kinds.set(requestId, kindOf(type, response.url));
    });
    debug.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      sums[kinds.get(requestId) ?? 'other'] += encodedDataLength;
      sums.requests += 1;
    });
    await page.goto(`${appUrl}${path}`, { waitUntil: 'networkidle' });
    measured[path] = sums;
    await context.close();
  }
  await caller.page.context().close();
  return measured;
}

async function measureCall() {
  const [caller, callee] = await Promise.all([
    open(browsers[0], staff),
    open(browsers[1], customer),
  ]);
  await caller.page.getByRole('option', { name: customer.name }).getByText('Online').waitFor();
  await caller.dialContact(customer.name);
  await callee.incoming().waitFor();
  // Long enough for the connection to stand before it is answered, as it does when people answer.
  const stands = () => window.stopwatch.channel;
  await Promise.all([caller, callee].map((page) => page.waits('a way between them', stands)));
  await callee.button('Accept').click();
  const heard = () => window.stopwatch.tone;
  await Promise.all([caller, callee].map((page) => page.waits('the tone', heard)));
  const [near, far] = await Promise.all(
    [caller, callee].map(({ page }) => page.evaluate(() => window.stopwatch)),
  );
  await caller.button('End call').click();
  await callee.waitForRelease();
  await Promise.all([caller, callee].map(({ page }) => page.context().close()));
  return {
    ring: far.ring - near.call,
    caller: near.tone - far.accept,
    callee: far.tone - far.accept,
  };
}

const median = (values) =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;

const downloads = await measureDownloads();
for (const wire of ['wire1', 'wire2']) await network.setWire(wire, { delayMs: roundTripMs / 4 });
const measured = [];
for (let run = 0; run < runs; ++run) measured.push(await measureCall());
const inRoundTrips = (ms) => (ms / roundTripMs).toFixed(2);
const times = (name) => {
  const values = measured.map((each) => each[name]);
  const [least, usual, most] = [Math.min(...values), median(values), Math.max(...values)].map(
    inRoundTrips,
  );
  return `${usual} round trips (${least} to ${most})`;
};
const over = [];
for (const [path, sums] of Object.entries(downloads)) {
  const { script, text, requests } = budgets[path];
  for (const kind of ['script', 'text', 'requests']) {
    if (sums[kind] > budgets[path][kind]) over.push(`${path}: ${kind} ${sums[kind]}`);
  }
  console.log(`${path}, first load, compressed
  JavaScript                              ${kilobytes(sums.script)} of ${kilobytes(script)}
  style sheets and fonts                  ${kilobytes(sums.text)} of ${kilobytes(text)}
  letters for names in Bangla             ${kilobytes(sums.bangla)}
  WebAssembly                             ${kilobytes(sums.wasm)}
  requests                                ${sums.requests} of ${requests}`);
}
console.log(`at a round trip of ${roundTripMs} ms, the median of ${runs}
  Call pressed to the far end's ring      ${times('ring')}
  Accept pressed to sound at the caller   ${times('caller')}
  Accept pressed to sound at the callee   ${times('callee')}`);
await Promise.all(browsers.map((browser) => browser.close()));
network.close();
if (over.length > 0) console.error(`over the budget: ${over.join(', ')}`);
process.exit(over.length > 0 ? 1 : 0);
