// Breaks the code on purpose, one line at a time, in a copy, and shows that the simulator finds it:
// mutate.mjs [WORD...] runs those whose name has one of the words.
//
// Each mutation must apply to exactly one place, build, and be found by some seed; a life that no
// longer ends counts as found, too.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import { runCommand } from './command.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const copy = join(root, 'build', 'mutations');
// As deep as that of preset bench, so that ccache knows what was built there.
const buildFolder = join(copy, 'build', 'bench');
const program = join(buildFolder, 'tests', 'sim_tests');
const seeds = 3_000;
const limits = { buildMs: 20 * 60_000, runMs: 3 * 60_000 };

const { mutations } = await import(join(root, 'tests', 'sim', 'mutations.mjs'));

function git(...args) {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' });
}

// Files that haven't changed keep their time, so that little is built again.
function bring(path, text) {
  const to = join(copy, path);
  if (existsSync(to) && readFileSync(to, 'utf8') === text) return;
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, text);
}

function bringAll() {
  const listed = git(
    ...['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--'],
    ...['CMakeLists.txt', 'cmake', 'core', 'server', 'tools', 'tests', 'docs/openapi.json'],
  );
  for (const path of listed.split('\0')) {
    if (!path || !existsSync(join(root, path)) || !statSync(join(root, path)).isFile()) continue;
    if (/\.(cpp|hpp|in|txt|cmake|json)$/.test(path))
      bring(path, readFileSync(join(root, path), 'utf8'));
  }
}

const run = (name, command, limitMs) =>
  runCommand(command, {
    cwd: root,
    limitMs,
    log: join(root, 'build', 'logs', `mutate-${name}.log`),
  });

async function build(name) {
  return run(
    name,
    [
      'cmake',
      '--build',
      buildFolder,
      '-j',
      String(availableParallelism()),
      '--target',
      'sim_tests',
    ],
    limits.buildMs,
  );
}

const live = () =>
  run(
    'run',
    [
      'env',
      'RINGLINE_FIRST_SEED=1',
      `RINGLINE_SEEDS=${seeds}`,
      program,
      '--use-colour',
      'no',
      '[simulation]',
    ],
    limits.runMs,
  );

/** The seed that found it, and what it said of it. */
function finding(output) {
  const [, seed = '?', what = ''] = /seed (\d+)\n\s*(.*)/.exec(output) ?? [];
  return { seed, what: what.trim().slice(0, 70) };
}

const words = process.argv.slice(2);
const chosen = mutations.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
);
bringAll();
const headers = join(root, 'build', 'debian', 'usr', 'include');
const configured = await run(
  'configure',
  [
    ...['cmake', '-S', copy, '-B', buildFolder, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Release'],
    ...(existsSync(headers) ? [`-DPHONENUMBER_INCLUDE_DIR=${headers}`] : []),
  ],
  limits.buildMs,
);
if (configured.problem) {
  console.error(configured.output);
  process.exit(2);
}
const sound = (await build('none')).problem ?? (await live()).problem;
if (sound) {
  console.error(`mutate.mjs: without a mutation it ${sound}; see build/logs/mutate-*.log`);
  process.exit(2);
}

let missed = 0;
for (const { name, file, from, to } of chosen) {
  // The copy's, which is of one moment: somebody may work on the tree meanwhile.
  const original = readFileSync(join(copy, file), 'utf8');
  const places = original.split(from).length - 1;
  let result;
  if (places !== 1) {
    result = { found: false, words: `applies to ${places} places of ${file}` };
  } else {
    bring(
      file,
      original.replace(from, () => to),
    );
    const built = await build(name.replaceAll(/\W+/g, '-'));
    if (built.problem) {
      result = { found: false, words: `doesn't build: it ${built.problem}` };
    } else {
      const { problem, output } = await live();
      const { seed, what } = finding(output);
      result =
        problem === null
          ? { found: false, words: `${seeds} seeds saw nothing` }
          : { found: true, words: what ? `seed ${seed}: ${what}` : `it ${problem}` };
    }
    bring(file, original);
  }
  if (!result.found) missed += 1;
  console.log(`${result.found ? 'found ' : 'MISSED'}  ${name.padEnd(58)}  ${result.words}`);
}
console.log(`${chosen.length - missed} passed, ${missed} failed`);
process.exitCode = missed > 0 ? 1 : 0;
