// One company's load is another one's everyday: imports, searches and exports of a tenant with a hundred
// thousand contacts, and meanwhile somebody of another tenant signs in and calls.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { after, before, test } from 'node:test';

import { usualMs, within } from '../e2e/support/deadline.mjs';
import { send } from './support/contract.mjs';
import { overEach } from './support/databases.mjs';
import { people, startGateway } from './support/gateway.mjs';
import { connect } from './support/socket.mjs';

const { amina, mei, rahim } = people;
const contacts = 100_000;
// Clients give a gateway up after 5 s, which is what each of these took before there were turns.
const patienceMs = 2_000;

const manyContacts = `
  INSERT INTO "contacts" ("id", "tenantId", "firstName", "lastName", "email", "phone")
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${contacts})
  SELECT 'many' || i, 'tenant_lumen', 'Somebody', 'Number ' || i, 'n' || i || '@mail.example',
    '+88017' || (10000000 + i) FROM n;`;

/** How many megabytes a process has had in memory at most, since it was begun to be looked at. */
function watchMemory({ pid }) {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = memoryOf({ pid }).nowMb;
  return () => memoryOf({ pid }).peakMb - before;
}

function memoryOf({ pid }) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`, 'u').exec(status)[1]);
  return { peakMb: kilobytes('VmHWM') / 1024, nowMb: kilobytes('VmRSS') / 1024 };
}

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

overEach('neighbours', (database) => {
  let gateway;
  let staff;
  let customer;

  before(async () => {
    gateway = await startGateway({
      database,
      args: ['--export-rows', '1000000', '--dials-per-minute-to-one', '0'],
    });
    await gateway.sql(manyContacts);
    staff = await connect(gateway, amina);
    customer = await connect(gateway, rahim);
  });
  after(() => gateway.stop());

  /**
   * Signs in anew and calls while the load lasts, but not so often that it is a load itself; the longest
   * time of each.
   */
  async function meanwhile(load) {
    let isOver = false;
    const loaded = Promise.all(load).finally(() => (isOver = true));
    const longest = { signIn: 0, me: 0, call: 0 };
    const note = async (name, work) => {
      longest[name] = Math.max(longest[name], await timed(work));
    };
    for (let calls = 0; !isOver && calls < 30; ++calls) {
      await note('signIn', async () => (await connect(gateway, people.jonas)).close());
      await note('me', async () => {
        assert.equal((await send(gateway, 'get', '/api/me', { as: people.jonas })).status, 200);
      });
      // No more than one may call one and the same person in a minute.
      if (calls >= 3) continue;
      let placed;
      await note('call', async () => {
        placed = await staff.ask('call:initiate', { contactId: 'contact_rahim' });
        assert.ok(placed.ok, JSON.stringify(placed));
        await customer.next('call:incoming');
      });
      assert.ok((await staff.ask('call:end', { callId: placed.callId })).ok);
    }
    const answers = await loaded;
    for (const [name, ms] of Object.entries(longest)) {
      assert.ok(ms < patienceMs, `${name} took ${Math.round(ms)} ms`);
    }
    const count = (status) => answers.filter((each) => each.status === status).length;
    assert.equal(
      count(200) + count(429),
      answers.length,
      answers.map((each) => each.status).join(),
    );
    return { served: count(200), refused: count(429) };
  }

  const times = (count, make) => Array.from({ length: count }, (_, at) => make(at));

  test('imports: one at a time, and nobody waits for them', async () => {
    const rows = Array.from({ length: 2_000 }, () => 'Aaaaaaaaaa,Bbbbbbbbbb,+8801711000001');
    const body = `firstName,lastName,phone\n${rows.join('\n')}\n`;
    const load = times(60, () =>
      send(gateway, 'post', '/api/contacts/import?duplicates=create', {
        as: mei,
        type: 'text/csv',
        body,
      }),
    );
    const { served, refused } = await meanwhile(load);
    assert.ok(served >= 1 && refused >= 30, `${served} were served, ${refused} refused`);
  });

  test('imports that look for duplicates among a hundred thousand', async () => {
    const load = times(20, async () => {
      const body = 'firstName,phone\nOne,+88017999999\n';
      return send(gateway, 'post', '/api/contacts/import?duplicates=skip', {
        as: mei,
        type: 'text/csv',
        body,
      });
    });
    const { served } = await meanwhile(load);
    assert.ok(served >= 1);
  });

  test('searches through everything', async () => {
    const load = times(80, (at) =>
      send(gateway, 'get', `/api/contacts?search=zzzz${at}`, { as: mei }),
    );
    const { served, refused } = await meanwhile(load);
    assert.ok(served >= 8 && refused >= 1, `${served} were served, ${refused} refused`);
  });

  test('exports: two at a time, and no file is held', async () => {
    const moreMb = watchMemory(gateway);
    const load = times(60, () => send(gateway, 'get', '/api/contacts.csv', { as: mei }));
    const { served, refused } = await meanwhile(load);
    assert.ok(served >= 1 && refused >= 30, `${served} were served, ${refused} refused`);
    const files = (await Promise.all(load)).filter(({ status }) => status === 200);
    for (const { text } of files) assert.ok(text.split('\r\n').length > contacts);
    // Each file has more than 6 MB.
    assert.ok(moreMb() < 40, `${Math.round(moreMb())} MB more`);
  });

  test('bodies of strangers are never in memory', async () => {
    const moreMb = watchMemory(gateway);
    const most = 1_048_576;
    const head =
      'POST /api/contacts/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n' +
      `Authorization: Bearer x\r\nContent-Length: ${most}\r\n\r\n`;
    const address = new URL(gateway.origin);
    const sockets = await Promise.all(
      times(200, async () => {
        const socket = connectTcp(Number(address.port), address.hostname);
        await once(socket, 'connect');
        const answered = once(socket, 'data');
        socket.on('error', () => undefined);
        socket.write(head);
        socket.write(Buffer.alloc(most - 1, 'x'));
        const [answer] = await within(usualMs, 'an answer', answered);
        assert.match(answer.toString(), /^HTTP\/1.1 401/u);
        return socket;
      }),
    );
    assert.ok(moreMb() < 40, `${Math.round(moreMb())} MB more`);
    for (const socket of sockets) socket.destroy();
  });
});
