// Reads out of a suite's output how many cases passed and failed. A way of counting answers
// { passed, failed } or null where the output holds no count.

// eslint-disable-next-line no-control-regex -- colours begin with one
const escapes = /\u001b\[[0-9;]*m/gu;

function number(text, pattern) {
  const found = pattern.exec(text);
  return found ? Number(found[1]) : 0;
}

// "All tests passed (4307 assertions in 49 test cases)"
// "test cases: 16 | 15 passed | 1 failed"
function catch2(output) {
  const all = /^All tests passed \(\d+ assertions? in (\d+) test cases?\)/mu.exec(output);
  if (all) return { passed: Number(all[1]), failed: 0 };
  const line = /^test cases:.*$/mu.exec(output)?.[0];
  if (!line) return null;
  return { passed: number(line, /(\d+) passed/u), failed: number(line, /(\d+) failed/u) };
}

// The summary of node:test. A test that was skipped or left for later has not passed.
function nodeTest(output) {
  if (!/^[#ℹ] tests \d+$/mu.test(output)) return null;
  const of = (name) => number(output, new RegExp(`^[#ℹ] ${name} (\\d+)$`, 'mu'));
  return { passed: of('pass'), failed: of('fail') + of('cancelled') + of('skipped') + of('todo') };
}

// "12 passed, 1 failed", the last line of that form.
function line(output) {
  const found = [...output.matchAll(/^(\d+) passed, (\d+) failed\.?$/gmu)].at(-1);
  return found ? { passed: Number(found[1]), failed: Number(found[2]) } : null;
}

const ways = { catch2, nodeTest, line };

// What a run amounts to: { passed, failed, reasons }. A crash, and a run that counted nothing, is
// one failure more than the output admits.
export function count(way, { problem, output }) {
  const counted = ways[way](output.replaceAll(escapes, ''));
  const { passed, failed } = counted ?? { passed: 0, failed: 0 };
  const reasons = [];
  if (problem && failed === 0) reasons.push(problem);
  if (!problem && passed + failed === 0) reasons.push('reported no cases');
  return { passed, failed: failed + (reasons.length > 0 ? 1 : 0), reasons };
}
