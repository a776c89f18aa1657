// A client of another language on the real gateway: what it isn't told of it doesn't get.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { startGateway } from './servers.mjs';

// Debian's own Python, which has Debian's packages.
const python = '/usr/bin/python3';
const program = fileURLToPath(new URL('python-client.py', import.meta.url));
const deadlineMs = 90_000;
let gateway;

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

function run(...args) {
  return new Promise((resolve) => {
    const child = spawn(python, [program, ...args], { timeout: deadlineMs });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => (output += data));
    child.on('close', (code) => resolve({ code, output }));
  });
}

for (const transport of ['polling', 'websocket']) {
  test(`python-socketio's handlers get one argument an event, by ${transport}`, async () => {
    for (const [path, namespace] of [
      ['/socket.io', '/webrtc'],
      ['/api/socket.io', '/api/webrtc'],
    ]) {
      const { code, output } = await run(gateway.http, path, namespace, transport);
      assert.equal(output, 'a whole call\n');
      assert.equal(code, 0);
    }
  });
}
