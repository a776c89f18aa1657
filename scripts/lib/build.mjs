// scripts/build [BUILD...]: says what it makes and how far it is, and the errors where that fails.
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { builds, inOrder, runBuild } from './builds.mjs';
import { showProgress } from './progress.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const logs = join(root, 'build', 'logs');
const tailLines = 40;

const names = process.argv.length > 2 ? process.argv.slice(2) : ['gateway', 'package'];
for (const name of names) {
  if (builds[name]) continue;
  console.error(`scripts/build: there is no '${name}': ${Object.keys(builds).join(', ')}`);
  process.exit(2);
}
for (const name of inOrder(names)) {
  const { title = name, expected } = builds[name];
  const stop = showProgress({ title, expected }, join(logs, `build-${name}.log`));
  const { problem, output } = await runBuild(name, { root, logs });
  stop();
  if (!problem) continue;
  console.error(output.trimEnd().split('\n').slice(-tailLines).join('\n'));
  console.error(`Building ${name} ${problem}; all of it is in ${relative(root, logs)}/.`);
  process.exit(1);
}
