// Calls of the past, written into a case's database beside the running gateway.
import { execFileSync } from 'node:child_process';

const staff = [
  ['user_amina', 'Amina Rahman'],
  ['user_jonas', 'Jonas Weber'],
];
const customers = [
  ['contact_rahim', 'Rahim Chowdhury', '+880 1711-000001'],
  ['contact_sofia', 'Sofía Márquez', '+34 600 000 002'],
  ['contact_rahim', 'Rahim Chowdhury', '+880 1711-000001'],
  ['contact_nadia', 'নাদিয়া ইসলাম', '+880 1711-000003'],
  ['contact_liang', '梁 伟', '+86 130 0000 0004'],
];
const hours = [9, 10, 10, 11, 11, 12, 14, 15, 15, 16, 17];
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

/** A number that shows no order, the same for the same one: days are uneven. */
function scatter(value) {
  const mixed = Math.imul(value + 1, 0x9e37_79b1);
  return Math.imul(mixed ^ (mixed >>> 15), 0x85eb_ca6b) >>> 8;
}

/**
 * So many calls of the days before today: at 9 to 17 o'clock UTC, of two members of staff with several
 * customers, the answered ones 60 to 240 s long. They are of so many days. The same for the same numbers.
 */
export function writePastCalls(databasePath, count, days = 26, nowMs = Date.now()) {
  const today = Math.floor(nowMs / dayMs) * dayMs;
  const sql = ['PRAGMA busy_timeout = 5000;', 'BEGIN;'];
  for (let at = 0; at < count; ++at) {
    const [status, reason] = outcomes[at % outcomes.length];
    const hour = hours[(at * 5) % hours.length];
    const createdMs = today - (1 + (scatter(at) % days)) * dayMs + hour * 3_600_000 + at * 1_000;
    const [user, userName] = staff[at % 3 === 0 ? 1 : 0];
    const [contact, contactName, number] = customers[Math.floor(at / 2) % customers.length];
    const inbound = at % 4 === 0;
    const answered = status === 'COMPLETED';
    const duration = answered ? 60 + ((at * 37) % 181) : 0;
    const endedMs = createdMs + 4_000 + duration * 1_000;
    const sides = [
      `'${user}', 'tenant_member', '${userName}'`,
      `'${contact}', 'portal_customer', '${contactName}'`,
    ];
    const [caller, callee] = inbound ? sides.reverse() : sides;
    sql.push(
      `INSERT INTO call_logs (id, tenantId, userId, contactId, direction, fromNumber, toNumber,
         status, duration, startedAt, endedAt, createdAt, updatedAt)
       VALUES ('past_${at}', 'tenant_harbor', '${user}', '${contact}',
         '${inbound ? 'INBOUND' : 'OUTBOUND'}', 'WebRTC', '${number}', '${status}', ${duration},
         ${answered ? createdMs + 4_000 : 'NULL'}, ${endedMs}, ${createdMs}, ${endedMs});
       INSERT INTO ringline_calls (id, tenantId, createdAt, version, reason, callerId, callerRole,
         callerName, calleeId, calleeRole, calleeName, callerExtended, calleeExtended)
       VALUES ('past_${at}', 'tenant_harbor', ${createdMs}, 1, '${reason}', ${caller}, ${callee}, 0, 0);`,
    );
  }
  sql.push('COMMIT;');
  execFileSync('sqlite3', ['-bail', databasePath], { input: sql.join('\n') });
}
