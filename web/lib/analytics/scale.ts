/** So many steps at the most. */
const mostSteps = 4;

/** Round numbers from 0 to the highest value or beyond it, or to `top`, where the scale's end is known. */
export function niceTicks(most: number, top?: number): number[] {
  if (top !== undefined)
    return Array.from({ length: mostSteps + 1 }, (_, at) => (top * at) / mostSteps);
  const rough = Math.max(1, most) / mostSteps;
  const power = 10 ** Math.floor(Math.log10(rough));
  // Calls and seconds are whole: no step is smaller than one.
  const step = Math.max(1, ([1, 2, 5, 10].find((nice) => nice * power >= rough) ?? 10) * power);
  const count = Math.ceil(most / step);
  return Array.from({ length: Math.max(1, count) + 1 }, (_, at) => at * step);
}

/** The stretches in which there is a value each day. */
export function runsOf(values: readonly (number | null)[]): { at: number; value: number }[][] {
  const runs: { at: number; value: number }[][] = [];
  values.forEach((value, at) => {
    if (value === null) return;
    const run = runs.at(-1);
    if (run?.at(-1)?.at === at - 1) run.push({ at, value });
    else runs.push([{ at, value }]);
  });
  return runs;
}
