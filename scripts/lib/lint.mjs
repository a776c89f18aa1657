// Runs every linter; each is one case. lint.mjs [LINTER...]
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { tidy } from './tidy.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

function tracked(...patterns) {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...patterns];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  return listed.split('\0').filter((path) => path && existsSync(join(root, path)));
}

// Resolves to what it said where it failed, else ''.
function run(program, ...args) {
  return new Promise((done) => {
    execFile(program, args, { cwd: root, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      done(error ? `${stdout}${stderr}` || error.message : ''),
    );
  });
}
const tool = (name, ...args) => run(join(root, 'node_modules', '.bin', name), ...args);

const linters = {
  'clang-format': () => run('clang-format', '--dry-run', '--Werror', ...tracked('*.hpp', '*.cpp')),
  prettier: () => tool('prettier', '--check', '--log-level=warn', '.'),
  eslint: () => tool('eslint', '.'),
  tsc: async () =>
    (await tool('tsc', '--noEmit', '-p', 'js-glue')) +
    (await tool('tsc', '--noEmit', '-p', 'web')) +
    (await tool('tsc', '--noEmit', '-p', 'tests/interop/nest-gateway')),
  'clang-tidy': () => tidy(root),
};

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(linters);
for (const name of chosen) {
  if (linters[name]) continue;
  console.error(`lint.mjs: there is no linter '${name}': ${Object.keys(linters).join(', ')}`);
  process.exit(2);
}
let failed = 0;
for (const name of chosen) {
  const found = await linters[name]();
  if (found) failed += 1;
  console.log(found ? `not ok ${name}\n${found.trimEnd()}` : `ok ${name}`);
}
console.log(`${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
