// The gateway's SQLite file, read by another program: what any tool of the owner would see.
import { execFileSync } from 'node:child_process';

export function readRows(databasePath, sql) {
  const text = execFileSync('sqlite3', ['-readonly', '-json', databasePath, sql], {
    encoding: 'utf8',
  });
  return text.trim() === '' ? [] : JSON.parse(text);
}

export function readCall(databasePath, logId) {
  if (!/^\w+$/u.test(logId)) throw new Error(`"${logId}" is no row's id`);
  const [row] = readRows(databasePath, `SELECT * FROM call_logs WHERE id = '${logId}'`);
  if (!row) throw new Error(`call_logs has no row ${logId}`);
  return row;
}
