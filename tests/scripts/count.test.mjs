import assert from 'node:assert/strict';
import { test } from 'node:test';

import { count } from '../../scripts/lib/count.mjs';

const crash = 'was ended by SIGSEGV';
const rows = [
  // way, problem, output, passed, failed
  ['catch2', null, 'All tests passed (4307 assertions in 49 test cases)\n', 49, 0],
  ['catch2', null, 'All tests passed (1 assertion in 1 test case)\n', 1, 0],
  ['catch2', null, '\u001b[1;32mAll tests passed\u001b[0m (2 assertions in 2 test cases)\n', 2, 0],
  ['catch2', 'ended with code 1', 'test cases:  16 |  15 passed | 1 failed\n', 15, 1],
  ['catch2', 'ended with code 3', 'test cases: 3 | 3 failed\nassertions: - none -\n', 0, 3],
  ['catch2', null, 'No tests ran\n', 0, 1],
  ['catch2', crash, 'about to', 0, 1],
  ['catch2', crash, 'All tests passed (1 assertion in 1 test case)\n', 1, 1],
  ['nodeTest', null, '# tests 3\n# pass 3\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0\n', 3, 0],
  ['nodeTest', 'ended with code 1', 'ℹ tests 3\nℹ pass 1\nℹ fail 1\nℹ cancelled 1\n', 1, 2],
  ['nodeTest', null, '# tests 3\n# pass 1\n# fail 0\n# skipped 1\n# todo 1\n', 1, 2],
  ['nodeTest', null, '# tests 0\n# pass 0\n# fail 0\n', 0, 1],
  ['line', null, 'ok a\n1 passed, 0 failed\n', 1, 0],
  ['line', null, '9 passed, 9 failed\nlater\n2 passed, 0 failed\n', 2, 0],
  ['line', 'ended with code 1', '2 passed, 3 failed\n', 2, 3],
  ['line', 'ended with code 1', '2 passed, 0 failed\n', 2, 1],
  ['line', null, 'we say that 2 passed, 0 failed in it\n', 0, 1],
  ['line', null, '', 0, 1],
];

for (const [way, problem, output, passed, failed] of rows) {
  test(`${way}: ${JSON.stringify(output.trim())} after ${problem ?? 'code 0'}`, () => {
    const counted = count(way, { problem, output });
    assert.deepEqual([counted.passed, counted.failed], [passed, failed]);
  });
}

test('a crash and a missing count say why they are failures', () => {
  assert.deepEqual(count('line', { problem: crash, output: '' }).reasons, [crash]);
  assert.deepEqual(count('line', { problem: null, output: '' }).reasons, ['reported no cases']);
});
