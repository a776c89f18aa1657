// Every suite of `make test`, in one table.
//
//   about    what it shows, for `make help` and scripts/test --list
//   needs    what must be built before, of builds.mjs
//   command  what runs it, from the repository's root
//   counts   how its cases are counted, of count.mjs
//   inputs   what its result depends on: it need not run again before one of these changes
//   alone    nothing runs beside it, because it measures sound or time
//   limitMs  the longest it may take

const core = ['core', 'cmake', 'CMakeLists.txt', 'CMakePresets.json', 'tests/CMakeLists.txt'];
const gateway = [...core, 'server', 'docs/openapi.json'];
const glue = [...core, 'wasm', 'js-glue', 'package-lock.json', '.npmrc'];
const minuteMs = 60_000;
const plain = ['--use-colour', 'no'];

export const suites = [
  {
    name: 'core',
    about: 'the core, natively under AddressSanitizer and UndefinedBehaviorSanitizer',
    needs: ['core-tests'],
    command: ['build/dev/tests/core_tests', ...plain],
    counts: 'catch2',
    inputs: [...core, 'tests/core', 'tests/support'],
    limitMs: 5 * minuteMs,
  },
  {
    name: 'sim',
    about: 'whole calls in virtual time and the seeded simulator, under the same sanitizers',
    needs: ['sim-tests'],
    command: ['build/dev/tests/sim_tests', ...plain],
    counts: 'catch2',
    inputs: [...core, 'tests/sim', 'tests/support'],
    limitMs: 10 * minuteMs,
  },
  {
    name: 'lives',
    about: 'the seeded simulator over many more seeds, natively and optimised',
    needs: ['sim-release'],
    command: ['node', 'scripts/lib/simulate.mjs', '--seeds', '50000'],
    counts: 'line',
    inputs: [...core, 'tests/sim', 'tests/support', 'scripts/lib/simulate.mjs'],
    limitMs: 30 * minuteMs,
  },
  {
    name: 'server',
    about: 'the gateway over real sockets and a real database, under the same sanitizers',
    needs: ['server-tests'],
    command: ['build/dev/tests/server_tests', ...plain],
    counts: 'catch2',
    inputs: [...gateway, 'tests/server', 'tests/support'],
    limitMs: 10 * minuteMs,
  },
  {
    name: 'protocol',
    about: 'Engine.IO and Socket.IO from outside, and the stock socket.io-client on the gateway',
    needs: ['conformance', 'gateway-dev'],
    command: ['node', '--test', '--test-reporter=tap', 'tests/protocol/'],
    counts: 'nodeTest',
    inputs: [...gateway, 'tests/protocol', 'package-lock.json'],
    limitMs: 5 * minuteMs,
  },
  {
    name: 'differential',
    about: "our decoders beside npm's engine.io-parser and socket.io-parser",
    needs: ['codec-probe'],
    command: ['node', '--test', '--test-reporter=tap', 'tests/differential/'],
    counts: 'nodeTest',
    inputs: [...core, 'tests/differential', 'package-lock.json'],
    limitMs: 5 * minuteMs,
  },
  {
    name: 'rest',
    about: 'the REST surface: what it does, and docs/openapi.json held against every answer',
    needs: ['gateway'],
    // Node 20 has a WebSocket, but not without being asked.
    command: ['node', '--experimental-websocket', '--test', '--test-reporter=tap', 'tests/rest/'],
    counts: 'nodeTest',
    inputs: [...gateway, 'tests/rest', 'tests/e2e/support/deadline.mjs', 'package-lock.json'],
    limitMs: 3 * minuteMs,
  },
  {
    name: 'wasm',
    about: "the core's suites compiled to WebAssembly, under Node",
    needs: ['wasm-tests'],
    command: ['tests/run-wasm', 'build/wasm-tests/tests/core_tests.js', ...plain],
    counts: 'catch2',
    inputs: [...core, 'tests/core', 'tests/support', 'tests/run-wasm'],
    limitMs: 5 * minuteMs,
  },
  {
    name: 'wasm-sim',
    about: 'whole calls and the simulator, the same way',
    needs: ['wasm-tests'],
    command: ['tests/run-wasm', 'build/wasm-tests/tests/sim_tests.js', ...plain],
    counts: 'catch2',
    inputs: [...core, 'tests/sim', 'tests/support', 'tests/run-wasm'],
    limitMs: 10 * minuteMs,
  },
  {
    name: 'fuzz',
    about: 'every decoder and state machine over its corpus and a few thousand random inputs',
    needs: ['fuzz-targets'],
    command: ['node', 'scripts/lib/fuzz.mjs', '--runs', '5000'],
    counts: 'line',
    inputs: [...core, 'tests/fuzz', 'tests/support', 'scripts/lib/fuzz.mjs'],
    limitMs: 10 * minuteMs,
  },
  {
    name: 'glue',
    about: 'the npm package with the real core on a faked browser, and its hook in real React',
    needs: ['package', 'replay'],
    command: ['node', '--test', '--test-reporter=tap', 'tests/glue/'],
    counts: 'nodeTest',
    inputs: [...glue, 'tools', 'tests/glue', 'tests/recordings', 'web/messages', 'docs'],
    limitMs: 2 * minuteMs,
  },
  {
    name: 'package',
    about: 'the package as it is shipped: packed, then built and run by Vite and Next.js',
    needs: ['package'],
    command: ['tests/isolated', 'node', 'tests/package/run.mjs'],
    counts: 'line',
    inputs: [...glue, 'tests/package', 'tests/isolated'],
    limitMs: 10 * minuteMs,
  },
  {
    name: 'scripts',
    about: 'what counts the cases, the network that browser tests run in, and what mutations break',
    needs: [],
    command: ['node', '--test', '--test-reporter=tap', 'tests/scripts/'],
    counts: 'nodeTest',
    inputs: [
      ...core,
      'tests/sim/mutations.mjs',
      'scripts',
      'tests/scripts',
      'tests/isolated',
      'Makefile',
    ],
    limitMs: 2 * minuteMs,
  },
  {
    name: 'lint',
    about: 'clang-format, clang-tidy, eslint, prettier and tsc',
    needs: ['core-tests', 'server-tests', 'package', 'nest-gateway'],
    command: ['node', 'scripts/lib/lint.mjs'],
    counts: 'line',
    inputs: ['.'],
    limitMs: 25 * minuteMs,
  },
  {
    name: 'e2e',
    about: 'two Chromium browsers talking through the gateway',
    needs: ['gateway', 'package', 'replay'],
    command: ['tests/isolated', 'node', 'tests/e2e/run.mjs'],
    counts: 'line',
    inputs: [...gateway, ...glue, 'tools', 'demo', 'tests/e2e', 'tests/isolated'],
    alone: true,
    limitMs: 15 * minuteMs,
  },
  {
    name: 'web',
    about: 'the web app in Chromium and Firefox: the whole scenario, every page, every failure',
    needs: ['gateway', 'web', 'nest-gateway'],
    command: ['tests/isolated', 'node', 'tests/web/run.mjs'],
    counts: 'line',
    inputs: [
      ...[...gateway, ...glue, 'web', 'tests/web', 'tests/e2e/support', 'tests/interop'],
      'tests/isolated',
    ],
    alone: true,
    limitMs: 20 * minuteMs,
  },
  {
    name: 'interop',
    about: "calls with npm's socket.io-client and with a NestJS gateway on PostgreSQL",
    needs: ['gateway', 'package', 'nest-gateway'],
    command: ['tests/isolated', 'node', 'tests/interop/run.mjs'],
    counts: 'line',
    inputs: [...gateway, ...glue, 'tests/interop', 'tests/e2e/support', 'tests/isolated'],
    alone: true,
    limitMs: 10 * minuteMs,
  },
  {
    name: 'deploy',
    about: 'what deploy/ and its guide say, and the gateway behind the real nginx with TLS',
    needs: ['gateway'],
    command: ['node', '--test', '--test-reporter=tap', 'tests/deploy/'],
    counts: 'nodeTest',
    inputs: [
      ...[...gateway, 'deploy', 'docs', 'tests/deploy', 'tests/e2e/support', 'scripts/setup'],
      'package-lock.json',
    ],
    limitMs: 3 * minuteMs,
  },
  {
    name: 'turn',
    about: 'the real coturn with the configuration of deploy/: whom it refuses, and a relayed call',
    needs: ['gateway', 'package'],
    command: [
      ...['tests/isolated', '--address', '203.0.113.10/24', '--address', '2001:db8::10/64'],
      ...['node', 'tests/turn/run.mjs'],
    ],
    counts: 'line',
    inputs: [
      ...[...gateway, ...glue, 'demo', 'deploy/coturn', 'tests/turn', 'tests/e2e/support'],
      'tests/isolated',
    ],
    alone: true,
    limitMs: 5 * minuteMs,
  },
  {
    name: 'nat',
    about: 'calls between every two kinds of routers, over the relay where nothing else is left',
    needs: ['gateway', 'package', 'wire'],
    command: ['tests/lab/isolated', 'node', 'tests/lab/nat-table.mjs'],
    counts: 'line',
    inputs: [...gateway, ...glue, 'deploy', 'tests/lab', 'tests/deploy', 'tests/e2e/support'],
    alone: true,
    limitMs: 5 * minuteMs,
  },
];
