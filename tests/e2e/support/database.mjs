// The gateway's SQLite file, read by another program: what any tool of the owner would see.
import { execFileSync } from 'node:child_process';

export function readRows(databasePath, sql) {
  const text = execFileSync('sqlite3', ['-readonly', '-json', databasePath, sql], {
    encoding: 'utf8',
  });
  return text.trim() === '' ? [] : JSON.parse(text);
}

/** Rows of the call log, each with the reason of its end, which Ringline keeps in a table of its own. */
export function readCalls(databasePath, condition = '1') {
  return readRows(
    databasePath,
    `SELECT l.*, r.reason FROM call_logs l LEFT JOIN ringline_calls r ON r.id = l.id WHERE ${condition}`,
  );
}

export function readCall(databasePath, logId) {
  if (!/^\w+$/u.test(logId)) throw new Error(`"${logId}" is no row's id`);
  const [row] = readCalls(databasePath, `l.id = '${logId}'`);
  if (!row) throw new Error(`call_logs has no row ${logId}`);
  return row;
}
