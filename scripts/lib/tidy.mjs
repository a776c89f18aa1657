// Runs clang-tidy over what we compile, file by file, and remembers what it found nothing in.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';

const preset = 'build/dev';
const checked = /^(core|server)\/.*\.cpp$/u;
const mostOutput = 1 << 26;

// What each object was made from, as the compiler told ninja: { object: [path, ...] }.
function readDependencies(root) {
  const text = execFileSync('ninja', ['-C', preset, '-t', 'deps'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: mostOutput,
  });
  const dependencies = {};
  for (const block of text.split('\n\n')) {
    const [head, ...paths] = block.split('\n');
    const [object] = head.split(': #deps');
    dependencies[object] = paths.map((path) => resolve(root, preset, path.trim()));
  }
  return dependencies;
}

const objectOf = ({ command }) => / -o (\S+)/u.exec(command)?.[1];

function keyOf(root, entry, dependencies) {
  const digest = createHash('sha256').update(readFileSync(join(root, '.clang-tidy')));
  digest.update(entry.command).update(readFileSync('/var/lib/dpkg/status'));
  for (const path of dependencies[objectOf(entry)]) {
    if (path.startsWith(`${root}/`) && existsSync(path)) digest.update(readFileSync(path));
  }
  return digest.digest('hex');
}

function check(root, file) {
  const args = ['-p', preset, '--quiet', '--extra-arg=-Wno-unknown-warning-option', file];
  return new Promise((done) => {
    execFile('clang-tidy', args, { cwd: root, maxBuffer: mostOutput }, (error, stdout, stderr) =>
      done(error ? `${stdout}${stdout ? '' : stderr}` : ''),
    );
  });
}

// Resolves to what it found, '' where that is nothing.
export async function tidy(root) {
  const stamps = join(root, 'build', 'stamps', 'clang-tidy');
  mkdirSync(stamps, { recursive: true });
  const dependencies = readDependencies(root);
  const commands = JSON.parse(readFileSync(join(root, preset, 'compile_commands.json'), 'utf8'));
  const due = [];
  for (const entry of commands) {
    const file = relative(root, entry.file);
    if (!checked.test(file)) continue;
    const stamp = join(stamps, file.replaceAll('/', '__'));
    const key = dependencies[objectOf(entry)] ? keyOf(root, entry, dependencies) : '';
    const unchanged = key && existsSync(stamp) && readFileSync(stamp, 'utf8') === key;
    if (!unchanged) due.push({ file, stamp, key });
  }
  const findings = [];
  const worker = async () => {
    for (let next = due.shift(); next; next = due.shift()) {
      const found = await check(root, next.file);
      writeFileSync(next.stamp, found ? '' : next.key);
      if (found) findings.push(found.trim());
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return findings.join('\n');
}
