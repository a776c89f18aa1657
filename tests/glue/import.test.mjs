// What importing does: nothing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const dist = join(dirname(createRequire(import.meta.url).resolve('ringline/package.json')), 'dist');

const traps = `
  for (const name of ['window', 'document', 'navigator', 'location', 'WebSocket', 'Audio',
                      'RTCPeerConnection', 'AudioContext', 'fetch', 'WebAssembly']) {
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get() { throw new Error('touched ' + name); },
    });
  }
`;

for (const entry of ['index.js', 'node.js', 'react.js', 'browser.js']) {
  test(`importing ${entry} touches neither the browser nor the WebAssembly`, () => {
    const script = `${traps} const it = await import(${JSON.stringify(`file://${join(dist, entry)}`)});
      it.createPhone?.({ url: '/', auth: async () => ({ token: '' }) }).getSnapshot();
      console.log(Object.keys(it).length);`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: import.meta.dirname,
    });
    assert.ok(Number(printed) > 0);
  });
}

test('the core of the package knows nothing of React', () => {
  for (const entry of ['index.js', 'node.js', 'browser.js']) {
    assert.doesNotMatch(readFileSync(join(dist, entry), 'utf8'), /react/i);
  }
});

test('every entry of the manifest is there, with its types', () => {
  const manifest = JSON.parse(readFileSync(join(dist, '..', 'package.json'), 'utf8'));
  for (const target of Object.values(manifest.exports).flatMap((it) =>
    typeof it === 'string' ? [it] : Object.values(it),
  )) {
    assert.ok(readFileSync(join(dist, '..', target)).length > 0, target);
  }
});
