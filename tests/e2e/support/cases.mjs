// What the suites of whole calls share: their cases one after the other, each in a world of its own.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { launchBrowser } from './browsers.mjs';
import { within } from './deadline.mjs';
import { writeTone } from './tone.mjs';

const words = process.argv.slice(2).map((word) => word.toLowerCase());

/** Leaves with the command that makes what is missing. `built`: pairs of a path and a command. */
export function requireBuilt(built) {
  for (const [path, command] of built) {
    if (existsSync(path)) continue;
    console.error(`${path} is missing: run ${command} first`);
    process.exit(2);
  }
}

/** Browsers whose microphone hears one tone each. */
export class ToneBrowsers {
  #folder = mkdtempSync(join(tmpdir(), 'ringline-tones-'));

  launch(name, frequencyHz) {
    const path = join(this.#folder, `${name}.wav`);
    writeTone(path, frequencyHz);
    return launchBrowser('tone', path);
  }

  close() {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/**
 * Runs the cases, or with words on the command line those whose name has one of them. What a failed
 * one left behind stays in its folder below `logs`.
 *
 * @param options {cases: {name, run(world)}[], logs, limitMs, begin(each, folder)}; `begin` gives the
 *   world, with `keepEvidence()` and `end()`
 * @returns {Promise<number>} the exit code: 0 where some ran and none failed
 */
export async function runCases({ cases, logs, limitMs, begin }) {
  const chosen = cases.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)),
  );
  const runOne = async (each, folder) => {
    rmSync(folder, { recursive: true, force: true });
    const world = await begin(each, folder);
    try {
      await within(limitMs, 'the case to end', each.run(world));
    } catch (error) {
      await world.keepEvidence();
      throw error;
    } finally {
      await world.end();
    }
    rmSync(folder, { recursive: true, force: true });
  };
  mkdirSync(logs, { recursive: true });
  let passed = 0;
  let failed = 0;
  for (const each of chosen) {
    const folder = join(logs, each.name.replaceAll(/[^a-z0-9]+/giu, '-').slice(0, 70));
    try {
      await runOne(each, folder);
      ++passed;
      console.log(`ok      ${each.name}`);
    } catch (error) {
      ++failed;
      const told = String(error.stack ?? error).replaceAll(/^/gmu, '        ');
      console.log(`FAILED  ${each.name}\n${told}\n        see ${folder}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}
