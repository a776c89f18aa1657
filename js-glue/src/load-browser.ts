import create from './ringline-core.mjs';

import { once, type Core } from './core.js';

// Bundlers find the .wasm by this URL and emit it as an asset. Its loader comes with this file, so that
// one request is all there is to wait for.
export const loadCore = once(async (): Promise<Core> => {
  const response = await fetch(new URL('./ringline-core.wasm', import.meta.url));
  if (!response.ok) {
    throw new Error(`ringline-core.wasm could not be loaded: HTTP ${response.status}`);
  }
  return create({ wasm: await response.arrayBuffer() });
});
