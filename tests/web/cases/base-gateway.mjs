// The same call through a NestJS gateway that speaks the base contract alone. Contacts and history come
// from Ringline's REST surface on the same PostgreSQL.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { places, startNest } from '../../interop/support/gateways.mjs';
import { startPostgres } from '../../interop/support/postgres.mjs';
import { startProgram } from '../../interop/support/program.mjs';
import { freePort, startNext } from '../support/next-server.mjs';
import { customer, staff, tones } from '../support/world.mjs';

async function startAll({ root, program, folder }) {
  mkdirSync(folder, { recursive: true });
  const postgres = await startPostgres();
  postgres.run(readFileSync(join(root, 'tests/interop/nest-gateway/schema.sql'), 'utf8'));
  const port = await freePort();
  const frontendUrl = `http://localhost:${port}`;
  const rest = await startProgram(
    'the gateway',
    [
      program,
      ...['--address', '127.0.0.1', '--port', '0', '--mode', 'development'],
      ...['--database-url', postgres.url, '--frontend-url', frontendUrl],
    ],
    { logPath: join(folder, 'rest.log') },
  );
  const nest = await startNest({
    program: join(root, 'build/interop/nest-gateway/main.mjs'),
    folder,
    frontendUrl,
    place: places.deployed,
    postgres,
  });
  const next = await startNext({
    root,
    port,
    logPath: join(folder, 'next.log'),
    env: {
      RINGLINE_URL: `http://localhost:${rest.port}`,
      VOICE_URL: `http://localhost:${nest.port}`,
      VOICE_PATH: places.deployed.path,
      VOICE_NAMESPACE: places.deployed.namespace,
      VOICE_AUTH: 'claims',
    },
  });
  return {
    nest,
    url: next.url,
    async stop() {
      await next.stop();
      await nest.stop();
      await rest.stop();
      await postgres.stop();
    },
  };
}

export default [
  {
    name: 'through a NestJS gateway of the base contract: a call each way, with its row',
    async run(world) {
      const own = await startAll({ ...world, folder: join(world.folder, 'base') });
      try {
        world.url = own.url;
        const [caller, callee] = await world.openBoth();
        const directions = [
          [caller, callee, customer, staff, 'OUTBOUND'],
          [callee, caller, staff, customer, 'INBOUND'],
        ];
        for (const [from, to, called, calling, direction] of directions) {
          if (from === caller) await from.dialContact(called.name);
          else await from.button(`Call ${called.name}`).first().click();
          await to.incoming().getByRole('heading', { name: calling.name }).waitFor();
          await to.button('Accept').click();
          await Promise.all([
            caller.waitForTone(tones.customerHz),
            callee.waitForTone(tones.staffHz),
          ]);
          const logId = await from.page.evaluate(
            () => document.querySelector('[data-log]')?.dataset.log,
          );
          await from.button('End call').click();
          await Promise.all([caller.waitForRelease(), callee.waitForRelease()]);
          const row = await own.nest.readCall(logId);
          assert.equal(row.status, 'COMPLETED');
          assert.equal(row.direction, direction);
          await Promise.all([
            from.call('active', 'ended').waitFor({ state: 'detached' }),
            to.call('active', 'ended').waitFor({ state: 'detached' }),
          ]);
        }
        for (const { problems } of [caller, callee]) assert.deepEqual(problems, []);
      } finally {
        for (const context of world.contexts.splice(0)) await context.close();
        await own.stop();
      }
    },
  },
];
