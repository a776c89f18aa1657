import type { Core } from './core.js';
export default function create(options: { wasmBinary: ArrayBuffer | Uint8Array }): Promise<Core>;
