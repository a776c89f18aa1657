import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { once, type Core } from './core.js';

// Not `new URL('./ringline-core.wasm', import.meta.url)`: bundlers rewrite that on the server, too.
export const loadCore = once(async (): Promise<Core> => {
  const here = dirname(fileURLToPath(import.meta.url));
  const { default: create } = await import('./ringline-core.mjs');
  return create({ wasm: await readFile(join(here, 'ringline-core.wasm')) });
});
