// Says whether anything changed that a result depends on.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

// Every installed package with its version: a new compiler or browser is a new result.
const installedPackages = '/var/lib/dpkg/status';

function contents(path) {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : readFileSync(path);
  } catch (error) {
    if (error.code === 'ENOENT') return 'absent';
    throw error;
  }
}

// A digest of the files below `paths` as they stand, committed or not, of the machine's tools and of
// what the environment sets for us.
// null where there is no git to list them.
export function fingerprint(root, paths, ...more) {
  let listed;
  try {
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...paths];
    listed = execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return null;
  }
  const digest = createHash('sha256');
  const add = (name, value) => digest.update(`${name}\0${value.length}\0`).update(value);
  add('node', process.version);
  add('packages', contents(installedPackages));
  const settings = Object.entries(process.env).filter(([name]) => name.startsWith('RINGLINE_'));
  add('environment', JSON.stringify(settings.sort()));
  for (const each of more) add('more', JSON.stringify(each));
  for (const path of [...new Set(listed.split('\0'))].filter(Boolean).sort()) {
    add(path, contents(join(root, path)));
  }
  return digest.digest('hex');
}
