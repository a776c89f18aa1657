// What `make mutations` breaks stands in the code as it is now, each in one place.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { mutations } from '../sim/mutations.mjs';

const root = join(import.meta.dirname, '..', '..');

for (const { name, file, from, to } of mutations) {
  test(`one place to break: ${name}`, () => {
    const places = readFileSync(join(root, file), 'utf8').split(from).length - 1;
    assert.equal(places, 1, `${file}: "${from}"`);
    assert.notEqual(from, to);
  });
}
