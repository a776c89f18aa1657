// What can be built, in one table: by CMake (a preset's targets) or by a command of its own.
// `title` and `expected` are for who waits: its name in words, and how long the first time takes.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

import { runCommand } from './command.mjs';
import { fingerprint } from './fingerprint.mjs';

export const builds = {
  gateway: {
    ...{ title: 'the gateway', expected: '5 minutes' },
    ...{ preset: 'release', targets: ['ringline-gateway'] },
  },
  conformance: { preset: 'dev', targets: ['ringline-conformance'] },
  'conformance-release': { preset: 'release', targets: ['ringline-conformance'] },
  'gateway-dev': { preset: 'dev', targets: ['ringline-gateway'] },
  wasm: {
    ...{ title: 'the WebAssembly', expected: '1 minute' },
    ...{ preset: 'wasm', targets: ['all'] },
  },
  package: {
    title: 'the npm package',
    after: ['wasm'],
    command: ['node', 'js-glue/build.mjs'],
    inputs: ['js-glue', 'package-lock.json'],
    made: ['build/wasm/wasm/ringline-core.mjs', 'build/wasm/wasm/ringline-core.wasm'],
    result: 'js-glue/dist/index.js',
  },
  web: {
    ...{ title: 'the web app', expected: '2 minutes' },
    after: ['package'],
    // next-intl looks for its files from where the command runs.
    command: ['env', '-C', 'web', 'NEXT_TELEMETRY_DISABLED=1', 'npm', 'run', 'build'],
    inputs: ['web', 'js-glue', 'package-lock.json'],
    made: ['js-glue/dist/index.js', 'js-glue/dist/ringline-core.wasm'],
    result: 'web/.next/BUILD_ID',
  },
  'nest-gateway': {
    command: ['node', 'tests/interop/nest-gateway/build.mjs'],
    inputs: ['tests/interop/nest-gateway', 'package-lock.json'],
    made: [],
    result: 'build/interop/nest-gateway/main.mjs',
  },
  'codec-probe': { preset: 'dev', targets: ['codec_probe'] },
  replay: { preset: 'dev', targets: ['ringline-replay'] },
  'core-tests': { preset: 'dev', targets: ['core_tests'] },
  'sim-tests': { preset: 'dev', targets: ['sim_tests'] },
  'server-tests': { preset: 'dev', targets: ['server_tests'] },
  'wasm-tests': { preset: 'wasm-tests', targets: ['core_tests', 'sim_tests'] },
  'sim-release': { preset: 'bench', targets: ['sim_tests'] },
  bench: { preset: 'bench', targets: ['core_bench', 'gateway_load'] },
  wire: { preset: 'bench', targets: ['impaired_wire'] },
  'fuzz-targets': { preset: 'fuzz', targets: ['fuzz_targets'] },
};

// With everything that a build needs made before it.
export function inOrder(names) {
  const ordered = new Set();
  const visit = (name) => {
    for (const each of builds[name].after ?? []) visit(each);
    ordered.add(name);
  };
  for (const name of names) visit(name);
  return [...ordered];
}

const limitMs = 30 * 60_000;
const jobs = process.env.RINGLINE_JOBS ?? String(availableParallelism());

async function runCmake({ preset, targets }, name, { root, logs }) {
  const run = (args, step) =>
    runCommand(['cmake', ...args], {
      cwd: root,
      limitMs,
      log: join(logs, `build-${name}${step}.log`),
    });
  if (!existsSync(join(root, 'build', preset, 'build.ninja'))) {
    const configured = await run(['--preset', preset], '-configure');
    if (configured.problem) return configured;
  }
  return run(['--build', '--preset', preset, '-j', jobs, '--target', ...targets], '');
}

// esbuild and tsc keep no record of what they were given.
async function runOwn({ command, inputs, made, result }, name, { root, logs }) {
  const stamp = join(root, 'build', 'stamps', name);
  const now = fingerprint(
    root,
    inputs,
    made.map((path) =>
      existsSync(join(root, path)) ? readFileSync(join(root, path), 'base64') : '',
    ),
  );
  const before = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (now && now === before && existsSync(join(root, result))) {
    return { problem: null, output: '', elapsedMs: 0 };
  }
  const outcome = await runCommand(command, {
    cwd: root,
    limitMs,
    log: join(logs, `build-${name}.log`),
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, outcome.problem ? '' : (now ?? ''));
  return outcome;
}

// Resolves as runCommand does.
export function runBuild(name, place) {
  const build = builds[name];
  return build.preset ? runCmake(build, name, place) : runOwn(build, name, place);
}
