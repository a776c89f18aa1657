// Compiles the gateway into build/interop/nest-gateway, with its Prisma client, which is generated
// into build/interop/prisma.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');

// Before any command the CLI looks for the engine that migrates databases, and would download it. To
// generate a client it never starts it: any file that exists stands in for it.
try {
  execFileSync(
    process.execPath,
    [join(root, 'node_modules/prisma/build/index.js'), 'generate', '--no-hints'],
    {
      cwd: here,
      encoding: 'utf8',
      stdio: 'pipe',
      env: {
        ...process.env,
        CHECKPOINT_DISABLE: '1', // asks nobody for newer versions
        PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      },
    },
  );
} catch (error) {
  console.error(`prisma generate failed:\n${error.stdout}${error.stderr}`);
  process.exit(1);
}

await build({
  entryPoints: [join(here, 'src/main.ts')],
  outfile: join(root, 'build/interop/nest-gateway/main.mjs'),
  tsconfig: join(here, 'tsconfig.json'),
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
});
