// Calls of the past, written into a case's database beside the running gateway.
import { execFileSync } from 'node:child_process';

const dayMs = 86_400_000;
const outcomes = [
  ['COMPLETED', 'hung_up'],
  ['COMPLETED', 'hung_up'],
  ['FAILED', 'no_answer'],
  ['COMPLETED', 'hung_up'],
  ['FAILED', 'declined'],
  ['COMPLETED', 'connection_lost'],
  ['FAILED', 'busy'],
];

/**
 * So many calls of the days before today: at 9 to 17 o'clock UTC, of two members of staff, the answered
 * ones 60 to 240 s long. The same for the same count.
 */
export function writePastCalls(databasePath, count, nowMs = Date.now()) {
  const today = Math.floor(nowMs / dayMs) * dayMs;
  const sql = ['PRAGMA busy_timeout = 5000;', 'BEGIN;'];
  for (let at = 0; at < count; ++at) {
    const [status, reason] = outcomes[at % outcomes.length];
    const hour = 9 + ((at * 5) % 9);
    const createdMs = today - (1 + (at % 26)) * dayMs + hour * 3_600_000 + at * 1_000;
    const user = at % 3 === 0 ? 'user_jonas' : 'user_amina';
    const inbound = at % 4 === 0;
    const answered = status === 'COMPLETED';
    const duration = answered ? 60 + ((at * 37) % 181) : 0;
    const endedMs = createdMs + 4_000 + duration * 1_000;
    const sides = [`'${user}', 'tenant_member'`, "'contact_rahim', 'portal_customer'"];
    const [caller, callee] = inbound ? sides.reverse() : sides;
    sql.push(
      `INSERT INTO call_logs (id, tenantId, userId, contactId, direction, fromNumber, toNumber,
         status, duration, startedAt, endedAt, createdAt, updatedAt)
       VALUES ('past_${at}', 'tenant_harbor', '${user}', 'contact_rahim',
         '${inbound ? 'INBOUND' : 'OUTBOUND'}', 'WebRTC', '+880 1711-000001', '${status}', ${duration},
         ${answered ? createdMs + 4_000 : 'NULL'}, ${endedMs}, ${createdMs}, ${endedMs});
       INSERT INTO ringline_calls (id, tenantId, createdAt, version, reason, callerId, callerRole,
         calleeId, calleeRole, callerExtended, calleeExtended)
       VALUES ('past_${at}', 'tenant_harbor', ${createdMs}, 1, '${reason}', ${caller}, ${callee}, 0, 0);`,
    );
  }
  sql.push('COMMIT;');
  execFileSync('sqlite3', ['-bail', databasePath], { input: sql.join('\n') });
}
