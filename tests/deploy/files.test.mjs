// deploy/ and docs/deploy.md say what is so: files that are there, options that exist, packages that
// are needed, units that systemd takes.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { parse } from 'yaml';

import { gatewayOptions, gatewayProgram, root } from './gateway.mjs';

const deploy = join(root, 'deploy');
const read = (path) => readFileSync(join(root, path), 'utf8');
const lines = (text) => text.split('\n').map((line) => line.trim());
const settings = (text) =>
  lines(text)
    .filter((line) => /^[A-Z_]+=/u.test(line))
    .map((line) => line.split('=', 1)[0]);

test('every setting of the gateway that deploy/ gives is one that it has', () => {
  const { variables } = gatewayOptions();
  assert.ok(variables.has('JWT_SECRET'), 'reads --help');
  const compose = parse(read('deploy/compose.yaml'));
  const given = [
    ...settings(read('deploy/gateway.env.example')),
    ...Object.keys(compose.services.gateway.environment),
  ];
  assert.ok(given.length > 15);
  // The database's own library reads the password.
  variables.add('PGPASSWORD');
  for (const name of given) assert.ok(variables.has(name), `there is no ${name}`);
});

test('the guides name only options and variables that exist', () => {
  const { flags, variables } = gatewayOptions();
  const own = settings(read('deploy/.env.example'));
  for (const path of ['docs/deploy.md', 'docs/metrics.md']) {
    const text = read(path);
    for (const [, flag] of text.matchAll(/`(--[a-z][a-z-]+)/gu)) {
      assert.ok(flags.has(flag), `${path}: ${flag}`);
    }
    for (const [, name] of text.matchAll(/`([A-Z]+_[A-Z_]+)[=`]/gu)) {
      assert.ok(variables.has(name) || own.includes(name), `${path}: ${name}`);
    }
  }
});

test('the gateway starts with its example settings, filled in', () => {
  const env = { PATH: process.env.PATH };
  for (const line of lines(read('deploy/gateway.env.example'))) {
    const [, name, value] = /^([A-Z_]+)=(.*)$/u.exec(line) ?? [];
    if (name) env[name] = value || 'a secret that is longer than thirty-two bytes';
  }
  // Which it then can't open: it has read everything else.
  env.DATABASE_URL = 'sqlite:/nonexistent/calls.db';
  const { stderr, status } = spawnSync(gatewayProgram(), [], { env, encoding: 'utf8' });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /can't use --database-url/u);
});

test('compose.yaml: every file it mounts is there, every variable it wants is in .env.example', () => {
  const text = read('deploy/compose.yaml');
  const { services, volumes, networks } = parse(text);
  assert.deepEqual(Object.keys(services).sort(), ['caddy', 'coturn', 'gateway', 'postgres']);
  for (const [name, service] of Object.entries(services)) {
    for (const mount of service.volumes ?? []) {
      const [source] = mount.replaceAll(/\$\{[^}]*\}/gu, '$').split(':');
      if (source.startsWith('./')) assert.ok(existsSync(join(deploy, source)), mount);
      else if (!source.startsWith('$')) assert.ok(source in volumes, `${name}: ${mount}`);
    }
    for (const each of service.networks ?? []) assert.ok(each in networks, `${name}: ${each}`);
    for (const each of Object.keys(service.depends_on ?? {})) assert.ok(each in services, each);
    assert.equal(service.restart, 'always', name);
  }
  const { context, dockerfile } = services.gateway.build;
  assert.ok(existsSync(join(deploy, context, dockerfile)));
  const known = settings(read('deploy/.env.example'));
  const wanted = new Set([...text.matchAll(/\$\{(\w+)/gu)].map(([, name]) => name));
  assert.deepEqual([...wanted].sort(), [...known].sort());
});

test('compose.yaml: the gateway believes exactly the network that the proxy is in', () => {
  const { services, networks } = parse(read('deploy/compose.yaml'));
  const [{ subnet }] = networks.inside.ipam.config;
  assert.equal(services.gateway.environment.TRUSTED_PROXIES, subnet);
  assert.deepEqual(services.caddy.networks, ['inside']);
  assert.equal(services.gateway.ports, undefined, 'nobody reaches it but through the proxy');
});

/** These packages and all that they can't be without, as far as they are installed here. */
function withDependencies(names) {
  const all = new Set(names);
  for (const name of all) {
    const { stdout } = spawnSync('dpkg-query', ['-W', '-f=${Depends}, ${Pre-Depends}', name], {
      encoding: 'utf8',
    });
    for (const each of stdout.split(/[,|]/u)) {
      const dependency = each.trim().split(/[ :]/u)[0];
      if (dependency) all.add(dependency);
    }
  }
  return all;
}

test('Dockerfile: the image holds every library that the gateway links, and copies what is there', () => {
  const text = read('deploy/Dockerfile').replaceAll('\\\n', ' ');
  const [, list] = /apt-get install -y --no-install-recommends (.*?) &&/u.exec(text);
  const run = list.trim().split(/\s+/u);
  const linked = execFileSync('ldd', [gatewayProgram()], { encoding: 'utf8' });
  const files = [...linked.matchAll(/=> (\/\S+)/gu)].map(([, path]) => path);
  // What Debian's C++ image has anyway.
  const base = ['libc6', 'libgcc-s1', 'libstdc++6'];
  // dpkg knows files by where they were before /lib became a link.
  const places = (file) => [file, file.replace(/^\/usr/u, ''), `/usr${file}`];
  const { stdout } = spawnSync('dpkg', ['-S', ...files.flatMap(places)], { encoding: 'utf8' });
  const found = [...stdout.matchAll(/^([^:\s]+).*: (\/\S+)$/gmu)];
  const ownerOf = new Map(found.map(([, name, path]) => [path, name]));
  const owners = new Set();
  for (const file of files) {
    const path = places(file).find((each) => ownerOf.has(each));
    assert.ok(path, `${file} belongs to no package`);
    owners.add(ownerOf.get(path));
  }
  assert.ok(owners.size > 5);
  const installed = withDependencies([...run, ...base]);
  for (const each of owners) assert.ok(installed.has(each), `the image lacks ${each}`);
  const copies = [...read('deploy/Dockerfile').matchAll(/^COPY (?!--from)(.*) \S+$/gmu)];
  assert.ok(copies.length >= 3);
  const kept = lines(read('deploy/Dockerfile.dockerignore'));
  for (const path of copies.flatMap(([, paths]) => paths.split(' '))) {
    assert.ok(existsSync(join(root, path)), path);
    assert.ok(kept.includes(`!${path}`), `.dockerignore keeps ${path} out`);
  }
});

test('systemd takes the unit, and finds it well shut in', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringline-unit-'));
  try {
    // The program isn't installed here.
    const unit = join(folder, 'ringline-gateway.service');
    writeFileSync(
      unit,
      read('deploy/ringline-gateway.service')
        .replace('/usr/local/bin/ringline-gateway', gatewayProgram())
        .replace('EnvironmentFile=/etc/ringline/', `EnvironmentFile=-${folder}/`),
    );
    const verify = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
    assert.equal(verify.error, undefined, 'systemd-analyze is missing: run scripts/setup');
    const about = lines(verify.stderr).filter((line) => line.includes('ringline-gateway'));
    assert.deepEqual(about, []);
    assert.equal(verify.status, 0, verify.stderr);
    const security = spawnSync(
      'systemd-analyze',
      ['security', '--no-pager', '--offline=yes', '--threshold=20', unit],
      { encoding: 'utf8' },
    );
    assert.equal(security.status, 0, security.stdout + security.stderr);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the relay’s certificate is copied to where the relay may read it, and its key to nobody else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringline-hook-'));
  try {
    const [from, to] = [join(folder, 'live'), join(folder, 'turn')];
    execFileSync('mkdir', [from]);
    for (const name of ['fullchain.pem', 'privkey.pem']) writeFileSync(join(from, name), name);
    const group = String(process.getgid());
    for (const round of ['first', 'renewed']) {
      writeFileSync(join(from, 'privkey.pem'), round);
      execFileSync(join(deploy, 'coturn/certificate-hook'), [group, 'touch', join(to, 'told')], {
        env: { PATH: process.env.PATH, RENEWED_LINEAGE: from, TURN_CERTIFICATES: to },
      });
      assert.equal(readFileSync(join(to, 'privkey.pem'), 'utf8'), round);
    }
    const modeOf = (name) => statSync(join(to, name)).mode & 0o777;
    assert.equal(modeOf('fullchain.pem'), 0o644);
    assert.equal(modeOf('privkey.pem'), 0o640);
    assert.deepEqual(readdirSync(to).sort(), ['fullchain.pem', 'privkey.pem', 'told']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('every file that docs/deploy.md points to is there', () => {
  const text = read('docs/deploy.md');
  const links = [...text.matchAll(/\]\(([^)#:]+)\)/gu)].map(([, path]) => path);
  assert.ok(links.length > 5);
  for (const path of links) assert.ok(existsSync(join(dirname(join(root, 'docs/x')), path)), path);
  for (const [, path] of text.matchAll(/\b(deploy\/[\w./-]*\w)/gu)) {
    assert.ok(existsSync(join(root, path)), path);
  }
});

test('the proxies take what the gateway takes, and let no browser come back without TLS', () => {
  const [, import_] = /import_bytes = ([\d']+);/u.exec(read('server/src/rest/body.hpp'));
  const [, most] = /client_max_body_size\s+(\d+)m;/u.exec(read('deploy/nginx.conf'));
  assert.equal(Number(most) * 1_048_576, Number(import_.replaceAll("'", '')));
  for (const path of ['deploy/nginx.conf', 'deploy/Caddyfile']) {
    assert.match(read(path), /Strict-Transport-Security "max-age=31536000"/u, path);
  }
});

test('what runs as a service has limits, and no secret stands on a command line', () => {
  const unit = lines(read('deploy/ringline-gateway.service'));
  assert.ok(unit.includes('LimitCORE=0'));
  for (const name of ['MemoryMax', 'TasksMax']) {
    assert.ok(
      unit.some((line) => line.startsWith(`${name}=`)),
      name,
    );
  }
  const { services } = parse(read('deploy/compose.yaml'));
  for (const [name, { mem_limit, command }] of Object.entries(services)) {
    if (name !== 'caddy') assert.ok(mem_limit, `${name} may take all of the memory`);
    // `$$` is the container's own variable, which its shell reads.
    for (const part of command ?? [])
      assert.doesNotMatch(part, /(?<!\$)\$\{?\w*(SECRET|PASSWORD)/u);
  }
});
