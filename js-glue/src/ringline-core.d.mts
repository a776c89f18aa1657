import type { Core } from './core.js';
export default function create(options: { wasm: ArrayBuffer | Uint8Array }): Promise<Core>;
