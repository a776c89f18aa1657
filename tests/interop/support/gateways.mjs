// The two gateways, behind one face: start, where it listens, the row of a call.
import { join } from 'node:path';

import { readCall } from '../../e2e/support/database.mjs';
import { startProgram } from './program.mjs';

/** Where a gateway is found; the deployed frontend has its own. */
export const places = {
  usual: { path: '/socket.io/', namespace: '/webrtc' },
  deployed: { path: '/api/socket.io/', namespace: '/api/webrtc' },
};

export const secret = 'a secret that is only for these tests, of many bytes';
export const tokenCookie = '__session';

// How people are known: development believes claims and knows its people.
const modes = {
  development: ['--mode', 'development'],
  claimed: ['--auth', 'claimed'],
  token: [],
  cookie: ['--token-cookie', tokenCookie],
};

/** @param options {program, folder, frontendUrl, place, mode: one of the above} */
export async function startRingline({ program, folder, frontendUrl, place, mode = 'development' }) {
  const databasePath = join(folder, 'calls.db');
  if (mode !== 'development') {
    // For its people.
    const first = await startRingline({ program, folder, frontendUrl, place });
    await first.stop();
  }
  const server = await startProgram(
    'the gateway',
    [
      program,
      ...['--address', '127.0.0.1', '--port', '0', ...modes[mode]],
      ...(mode === 'development' ? [] : ['--jwt-secret', secret]),
      ...['--database-url', `sqlite:${databasePath}`, '--frontend-url', frontendUrl],
      ...['--socket-path', place.path, '--namespaces', place.namespace],
      ...['--log-format', 'json', '--log-level', 'debug'],
    ],
    { logPath: join(folder, 'gateway.log') },
  );
  return { ...server, readCall: (logId) => readCall(databasePath, logId) };
}

/** @param options {program, folder, frontendUrl, place, postgres, callLog: prisma or pg} */
export async function startNest({
  program,
  folder,
  frontendUrl,
  place,
  postgres,
  callLog = 'prisma',
}) {
  const server = await startProgram(
    'the NestJS gateway',
    [process.execPath, '--enable-source-maps', program],
    {
      logPath: join(folder, 'nest-gateway.log'),
      env: {
        CALL_LOG: callLog,
        DATABASE_URL: postgres.url,
        FRONTEND_URL: frontendUrl,
        SOCKET_PATH: place.path,
        SOCKET_NAMESPACE: place.namespace,
      },
    },
  );
  return {
    ...server,
    readCall(logId) {
      if (!/^\w+$/u.test(logId)) throw new Error(`"${logId}" is no row's id`);
      // Times in milliseconds since the epoch, as the other database has them.
      const ms = (column) => `(EXTRACT(EPOCH FROM "${column}") * 1000)::bigint AS "${column}"`;
      const text = postgres.run(
        `SELECT row_to_json(r) FROM (SELECT "id", "tenantId", "userId", "contactId", "direction",
           "fromNumber", "toNumber", "status", "duration", ${ms('startedAt')}, ${ms('endedAt')}
         FROM "call_logs" WHERE "id" = '${logId}') r`,
      );
      if (text.trim() === '') throw new Error(`call_logs has no row ${logId}`);
      return JSON.parse(text);
    },
  };
}
