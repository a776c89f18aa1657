// Lives through many seeds at once, a process for each processor, and says how many a second:
// simulate.mjs --seeds COUNT [--first SEED] [--program PATH]
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100000' },
    first: { type: 'string', default: '1' },
    program: { type: 'string', default: 'build/bench/tests/sim_tests' },
  },
});
const seeds = Number(values.seeds);
const first = Number(values.first);
if (!Number.isSafeInteger(seeds) || !Number.isSafeInteger(first) || seeds < 1 || first < 0) {
  console.error('simulate.mjs: --seeds and --first must be whole numbers');
  process.exit(2);
}

// Resolves to what it said and whether it found nothing.
function live(from, count) {
  return new Promise((done) => {
    const child = spawn(values.program, ['--use-colour', 'no', '[simulation]'], {
      env: { ...process.env, RINGLINE_FIRST_SEED: String(from), RINGLINE_SEEDS: String(count) },
    });
    let said = '';
    child.stdout.on('data', (data) => (said += data));
    child.stderr.on('data', (data) => (said += data));
    child.on('error', (error) => done({ said: error.message, good: false }));
    child.on('close', (code) => done({ said, good: code === 0 }));
  });
}

const processes = Math.min(seeds, availableParallelism());
const share = (part) => first + Math.floor((seeds * part) / processes);
const startedMs = performance.now();
const parts = await Promise.all(
  Array.from({ length: processes }, (_, i) => live(share(i), share(i + 1) - share(i))),
);
const seconds = (performance.now() - startedMs) / 1_000;

const sum = (pattern) =>
  parts.reduce((all, { said }) => all + Number(pattern.exec(said)?.[1] ?? 0), 0);
const failed = parts.filter(({ good }) => !good);
for (const { said } of failed) console.log(said.trimEnd());
console.log(
  `${seeds} lives: ${sum(/(\d+) calls/)} calls, ${sum(/(\d+) answered/)} answered, ` +
    `${sum(/(\d+) conversations/)} conversations outlived the faults; ` +
    `${Math.round(seeds / seconds)} lives a second by ${processes} processes`,
);
console.log(`${processes - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length > 0 ? 1 : 0;
