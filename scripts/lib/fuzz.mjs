// Fuzzes each target over its corpus: fuzz.mjs --runs N | --seconds N [TARGET...]
//
// With --runs it is a test: the same inputs each time, one case a target. With --seconds it
// searches, in build/fuzz/corpus/, on top of the corpus in tests/fuzz/corpus/. What breaks a target
// is written to build/fuzz/found/.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const found = join(root, 'build', 'fuzz', 'found');
// The longest frame that the core reads is 64 KiB; what is longer is refused before it is looked at.
const longestInput = 70_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string' }, seconds: { type: 'string' } },
});
const amount = Number(values.runs ?? values.seconds);
if ((values.runs === undefined) === (values.seconds === undefined) || !(amount > 0)) {
  console.error('fuzz.mjs: say --runs N or --seconds N, with N above 0');
  process.exit(2);
}
const targets = readdirSync(join(root, 'tests', 'fuzz'))
  .filter((name) => name.endsWith('_fuzz.cpp'))
  .map((name) => name.slice(0, -'.cpp'.length))
  .sort();
for (const name of positionals) {
  if (targets.includes(name)) continue;
  console.error(`fuzz.mjs: there is no target '${name}': ${targets.join(', ')}`);
  process.exit(2);
}

function corpora(name, scratch) {
  const own = values.runs === undefined ? join(root, 'build', 'fuzz', 'corpus', name) : scratch;
  const committed = join(root, 'tests', 'fuzz', 'corpus', name);
  mkdirSync(own, { recursive: true });
  return existsSync(committed) ? [own, committed] : [own];
}

function fuzz(name) {
  const scratch = mkdtempSync(join(tmpdir(), 'ringline-fuzz-'));
  const limit = values.runs === undefined ? `-max_total_time=${amount}` : `-runs=${amount}`;
  const seed = values.runs === undefined ? [] : ['-seed=1'];
  const { status, stderr, error } = spawnSync(
    join(root, 'build', 'fuzz', 'tests', 'fuzz', name),
    [
      limit,
      ...seed,
      `-max_len=${longestInput}`,
      `-artifact_prefix=${found}/${name}-`,
      '-timeout=10',
      '-print_final_stats=1',
      ...corpora(name, scratch),
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  rmSync(scratch, { recursive: true });
  const executed = Number(/stat::number_of_executed_units:\s+(\d+)/u.exec(stderr ?? '')?.[1] ?? 0);
  // A target that ran nothing has shown nothing.
  if (status === 0 && executed > 0) {
    console.log(`ok ${name}: ${executed} inputs`);
    return true;
  }
  console.log(`not ok ${name}: ${error?.message ?? `ended with code ${status}`}`);
  console.log((stderr ?? '').split('\n').slice(-60).join('\n'));
  return false;
}

mkdirSync(found, { recursive: true });
const chosen = positionals.length > 0 ? positionals : targets;
const passed = chosen.filter(fuzz).length;
console.log(`${passed} passed, ${chosen.length - passed} failed`);
process.exitCode = passed === chosen.length && passed > 0 ? 0 : 1;
