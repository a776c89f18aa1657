// Shows how far a build is, as long as it runs: on a terminal in one line that is written anew, else in
// a line every ten seconds. Ninja says how many of its steps are done; of others the time is shown.
import { existsSync, readFileSync } from 'node:fs';

const quietMs = 1_500; // what takes less shows nothing
const terminalMs = 250;
const elsewhereMs = 10_000;

/** "[123/410] Building …", of which the last counts. */
export function stepsOf(output) {
  const found = [...output.matchAll(/^\[(\d+)\/(\d+)\] /gmu)].at(-1);
  return found ? { done: Number(found[1]), all: Number(found[2]) } : null;
}

/** @param build {title, expected?}: expected says how long it takes the first time */
export function describe({ title, expected }, steps, elapsedMs) {
  const seconds = `${Math.floor(elapsedMs / 1000)} s`;
  const far = steps ? `${steps.done} of ${steps.all}, ${seconds}` : seconds;
  return `Building ${title}: ${far}${expected ? ` (the first time about ${expected} on two cores)` : ''}`;
}

/**
 * @param log where the build's output is being written
 * @returns {() => void} what ends it
 */
export function showProgress(build, log, out = process.stdout) {
  const startMs = performance.now();
  const rewrites = Boolean(out.isTTY);
  let shown = false;
  const show = () => {
    const elapsedMs = performance.now() - startMs;
    if (elapsedMs < quietMs) return;
    const steps = existsSync(log) ? stepsOf(readFileSync(log, 'utf8')) : null;
    const text = describe(build, steps, elapsedMs);
    out.write(rewrites ? `\r\u001b[K${text}` : `${text}\n`);
    shown = true;
  };
  const first = setTimeout(show, quietMs + 1);
  const timer = setInterval(show, rewrites ? terminalMs : elsewhereMs);
  return () => {
    clearTimeout(first);
    clearInterval(timer);
    if (shown && rewrites) out.write('\n');
  };
}
