// Builds dist/: two entries and the React hook by esbuild, their types by tsc, the core's loader
// minified, and everything compressed beside itself for servers that can serve that.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, 'dist');
const core = join(here, '..', 'build', 'wasm', 'wasm');

for (const name of ['ringline-core.mjs', 'ringline-core.wasm']) {
  if (!existsSync(join(core, name))) {
    throw new Error(`${name} is missing: build the WebAssembly first (make wasm)`);
  }
}
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
copyFileSync(join(core, 'ringline-core.wasm'), join(dist, 'ringline-core.wasm'));

const common = {
  format: 'esm',
  target: 'es2022',
  minify: true,
  sourcemap: true,
  logLevel: 'warning',
};
await build({
  ...common,
  entryPoints: [join(core, 'ringline-core.mjs')],
  outfile: join(dist, 'ringline-core.mjs'),
  sourcemap: false,
});
await build({
  ...common,
  entryPoints: ['index', 'node', 'react', 'browser', 'recorder'].map((name) =>
    join(here, 'src', `${name}.ts`),
  ),
  outdir: dist,
  bundle: true,
  platform: 'neutral',
  external: ['./ringline-core.mjs', 'node:*', 'react', 'ringline'],
});
// A service worker is loaded as a file of its own, of the page's origin.
await build({
  ...common,
  format: 'iife',
  entryPoints: [join(here, 'src', 'notification-worker.ts')],
  outdir: dist,
  bundle: true,
});

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', here], { stdio: 'inherit' });

for (const name of readdirSync(dist)) {
  if (!/\.(m?js|wasm)$/.test(name)) continue;
  const bytes = readFileSync(join(dist, name));
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  writeFileSync(join(dist, `${name}.br`), brotliCompressSync(bytes, brotli));
  writeFileSync(join(dist, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}
