import { once, type Core } from './core.js';

// Bundlers find the .wasm by this URL and emit it as an asset.
export const loadCore = once(async (): Promise<Core> => {
  const [{ default: create }, response] = await Promise.all([
    import('./ringline-core.mjs'),
    fetch(new URL('./ringline-core.wasm', import.meta.url)),
  ]);
  if (!response.ok) {
    throw new Error(`ringline-core.wasm could not be loaded: HTTP ${response.status}`);
  }
  return create({ wasm: await response.arrayBuffer() });
});
