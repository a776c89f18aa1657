// The package as it is shipped: packed, installed into a fresh Vite app and a fresh Next.js app,
// built by them without any configuration for it, and run in Chromium.
//
// Nothing is downloaded: the apps' tools are this repository's own, hard-linked into each app
// (Turbopack follows no symbolic link out of its root); `ringline` is what the tarball gives.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';

import { chromium } from 'playwright-core';

const root = resolve(import.meta.dirname, '../..');
const modules = join(root, 'node_modules');
mkdirSync(join(root, 'build'), { recursive: true });
const folder = mkdtempSync(join(root, 'build', 'package-'));
const patienceMs = 60_000;
const running = [];
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

let passed = 0;
let failed = 0;
async function check(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok   ${name}`);
  } catch (reason) {
    failed += 1;
    console.log(
      `FAIL ${name}\n${String(reason?.stack ?? reason)}\n${reason?.stdout ?? ''}${reason?.stderr ?? ''}`,
    );
  }
}

const run = (command, args, cwd) =>
  execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  });

/** An app of these files, with the packed package and links to the tools that it names. */
function makeApp(name, files) {
  const app = join(folder, name);
  mkdirSync(join(app, 'node_modules', 'ringline'), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(app, path, '..'), { recursive: true });
    writeFileSync(join(app, path), text);
  }
  for (const entry of readdirSync(modules)) {
    if (entry === 'ringline' || entry.startsWith('.')) continue;
    run('cp', ['-al', join(modules, entry), join(app, 'node_modules', entry)], app);
  }
  // The app is its own root: what lies above it is none of its business.
  writeFileSync(join(app, 'package-lock.json'), '{"lockfileVersion":3,"packages":{}}');
  cpSync(join(folder, 'package'), join(app, 'node_modules', 'ringline'), { recursive: true });
  return app;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts a server and waits until it says that it is ready. */
async function serve(args, cwd, ready) {
  const child = spawn(process.execPath, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
  });
  running.push(child);
  let said = '';
  await new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`not ready:\n${said}`)), patienceMs);
    const hear = (bytes) => {
      said += bytes;
      if (!ready.test(said)) return;
      clearTimeout(timer);
      done();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', (code) => fail(new Error(`exited with ${code}:\n${said}`)));
  });
  return child;
}

const use = `
  import { createPhone } from 'ringline';
  const phone = createPhone({ url: '/', auth: async () => ({ token: 'none' }) });
  const names = [];
  phone.on('trace', ({ input }) => names.push(input.type));
  phone.connect();
`;

/** The core has been loaded when it has answered: it asks for a connection. */
async function expectCore(browser, url) {
  const page = await browser.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(url);
  await page.waitForFunction(
    () => document.querySelector('output')?.textContent.includes('connecting'),
    undefined,
    { timeout: patienceMs },
  );
  if (problems.length > 0) throw new Error(problems.join('\n'));
  await page.close();
}

const [tarball] = JSON.parse(
  run('npm', ['pack', '--json', '--pack-destination', folder], join(root, 'js-glue')),
);
run('tar', ['-xzf', join(folder, tarball.filename)], folder);

await check('the tarball holds what the manifest promises, and no sources', () => {
  const files = tarball.files.map(({ path }) => path);
  for (const path of [
    'dist/index.js',
    'dist/node.js',
    'dist/react.js',
    'dist/index.d.ts',
    'dist/react.d.ts',
    'dist/ringline-core.mjs',
    'dist/ringline-core.wasm',
    'README.md',
  ]) {
    if (!files.includes(path)) throw new Error(`${path} is missing`);
  }
  const strays = files.filter((path) => /^(src|test|build)/.test(path));
  if (strays.length > 0) throw new Error(`not to be shipped: ${strays}`);
});

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
});

await check('a fresh Vite app builds it and runs it', async () => {
  const app = makeApp('vite-app', {
    'package.json': JSON.stringify({ name: 'app', private: true, type: 'module' }),
    'index.html': '<!doctype html><output></output><script type="module" src="/main.ts"></script>',
    'main.ts': `${use}
      const show = () => (document.querySelector('output')!.textContent = phone.getSnapshot().link);
      phone.subscribe(show);`,
  });
  const vite = join(app, 'node_modules/vite/bin/vite.js');
  run(process.execPath, [vite, 'build'], app);
  const port = await freePort();
  await serve(
    [vite, 'preview', '--host', '127.0.0.1', '--port', String(port), '--strictPort'],
    app,
    /http:/,
  );
  await expectCore(browser, `http://127.0.0.1:${port}/`);
});

const nextApp = () =>
  makeApp('next-app', {
    'package.json': JSON.stringify({ name: 'app', private: true }),
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        lib: ['dom', 'esnext'],
        strict: true,
        noEmit: true,
        module: 'esnext',
        moduleResolution: 'bundler',
        jsx: 'react-jsx',
        esModuleInterop: true,
        skipLibCheck: true,
        isolatedModules: true,
        resolveJsonModule: true,
        incremental: true,
        allowJs: true,
        plugins: [{ name: 'next' }],
      },
      include: ['**/*.ts', '**/*.tsx'],
    }),
    'app/layout.tsx':
      'export default function Layout({ children }: { children: React.ReactNode }) {\n' +
      '  return <html lang="en"><body>{children}</body></html>;\n}\n',
    // The README's ten lines, more or less: rendered on the server, then alive in the browser.
    'app/page.tsx': `'use client';
      import { useSyncExternalStore } from 'react';
      import { useVoiceCall, VoiceCallProvider } from 'ringline/react';
      import { createPhone } from 'ringline';
      const phone = createPhone({ url: '/', auth: async () => ({ token: 'none' }) });
      if (typeof window !== 'undefined') phone.connect();
      function Dialer() {
        const { callState, initiateCall } = useVoiceCall('user', 'tenant');
        return <button onClick={() => initiateCall('+1')}>{callState}</button>;
      }
      export default function Page() {
        const { link } = useSyncExternalStore(phone.subscribe, phone.getSnapshot, phone.getServerSnapshot);
        return <VoiceCallProvider url="/"><Dialer /><output>{link}</output></VoiceCallProvider>;
      }`,
  });

await check('a fresh Next.js app builds it, renders it on the server, and runs it', async () => {
  const app = nextApp();
  // The app's own: with another copy there would be two Reacts.
  const next = join(app, 'node_modules/next/dist/bin/next');
  run(process.execPath, [next, 'build'], app);
  const port = await freePort();
  await serve([next, 'start', '-H', '127.0.0.1', '-p', String(port)], app, /Ready/);
  const html = await (await fetch(`http://127.0.0.1:${port}/`)).text();
  if (!html.includes('<button>idle</button>'))
    throw new Error(`not rendered: ${html.slice(0, 500)}`);
  await expectCore(browser, `http://127.0.0.1:${port}/`);
});

await check('under Node it loads its WebAssembly from the package', () => {
  const app = makeApp('node-app', {
    'package.json': JSON.stringify({ name: 'app', private: true, type: 'module' }),
    'main.mjs': `import { createPhone } from 'ringline';
      const host = { nowMs: () => 0, setTimer: () => 0, clearTimer() {}, seed: () => [1, 2],
        listen: () => () => {}, baseUrl: () => 'http://localhost/',
        openSocket: () => { console.log('opened'); process.exit(0); } };
      createPhone({ url: '/', auth: async () => ({ token: '' }), host }).connect();`,
  });
  const said = run(process.execPath, ['main.mjs'], app);
  if (said.trim() !== 'opened') throw new Error(said);
});

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
