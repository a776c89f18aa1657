// The call log: each sees what is his to see, filtered, paged, and as a file.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';

import { ask, send } from './support/contract.mjs';
import { overEach } from './support/databases.mjs';
import { people, startGateway } from './support/gateway.mjs';
import { connect } from './support/socket.mjs';

const { amina, jonas, mei, rahim, sofia } = people;

/** The log tells calls apart in time by milliseconds. */
async function nextMillisecond() {
  const nowMs = Date.now();
  while (Date.now() === nowMs) await setImmediate();
}

overEach('call logs', (database) => {
  const calls = {};
  let gateway;

  before(async () => {
    gateway = await startGateway({ database, args: ['--call-logs-path', '/crm/calls'] });
    const staff = await connect(gateway, amina);
    const customer = await connect(gateway, rahim);
    const initiate = async (device, contactId) =>
      (await device.ask('call:initiate', { contactId })).callId;

    calls.answered = await initiate(staff, 'contact_rahim');
    await customer.next('call:incoming');
    assert.ok((await customer.ask('call:accept', { callId: calls.answered })).ok);
    const side = { callId: calls.answered, muted: false, held: false, generation: 1 };
    assert.ok((await customer.ask('call:media', { ...side, seq: 1, lost: true })).ok);
    assert.ok((await customer.ask('call:media', { ...side, seq: 2, lost: false })).ok);
    assert.ok((await staff.ask('call:end', { callId: calls.answered })).ok);
    calls.missed = await initiate(staff, 'contact_sofia');
    await nextMillisecond();
    calls.inbound = await initiate(customer, 'user_jonas');
    await staff.close();
    await customer.close();
  });
  after(() => gateway.stop());

  const list = async (as, query) => (await ask(gateway, 'listCalls', { as, query })).body;
  const ids = async (as, query) => (await list(as, query)).items.map(({ id }) => id);

  test('one’s own calls, the newest first; staff can ask for all of the tenant', async () => {
    assert.deepEqual(await ids(amina), [calls.missed, calls.answered]);
    assert.deepEqual(await ids(rahim), [calls.inbound, calls.answered]);
    assert.deepEqual(await ids(sofia), [calls.missed]);
    assert.deepEqual(await ids(jonas), [calls.inbound]);
    assert.deepEqual(await ids(mei, { scope: 'tenant' }), []);
    assert.deepEqual(await ids(amina, { scope: 'tenant' }), [
      calls.inbound,
      calls.missed,
      calls.answered,
    ]);
    await ask(gateway, 'listCalls', { as: rahim, query: { scope: 'tenant' }, status: 403 });
  });

  test('a call is shown as it is seen by who asks', async () => {
    const [inbound] = (await list(amina, { scope: 'tenant' })).items;
    assert.equal(inbound.outgoing, false);
    assert.equal(inbound.direction, 'INBOUND');
    assert.equal(inbound.staffName, 'Jonas Weber');
    assert.deepEqual(inbound.peer, {
      id: 'contact_rahim',
      name: 'Rahim Chowdhury',
      phone: '+880 1711-000001',
    });
    const [own] = (await list(rahim)).items;
    assert.equal(own.outgoing, true);
    assert.deepEqual(own.peer, { id: 'user_jonas', name: 'Jonas Weber', phone: '' });
  });

  test('filters narrow it down, one by one and together', async () => {
    const all = { scope: 'tenant' };
    assert.deepEqual(await ids(amina, { ...all, direction: 'INBOUND' }), [calls.inbound]);
    assert.deepEqual(await ids(amina, { ...all, status: 'COMPLETED' }), [calls.answered]);
    assert.deepEqual(await ids(amina, { ...all, contactId: 'contact_sofia' }), [calls.missed]);
    assert.deepEqual(await ids(amina, { ...all, userId: 'user_jonas' }), [calls.inbound]);
    assert.deepEqual(await ids(amina, { ...all, search: 'chowdhury' }), [
      calls.inbound,
      calls.answered,
    ]);
    assert.deepEqual(await ids(amina, { ...all, search: '34600000002' }), [calls.missed]);
    assert.deepEqual(await ids(amina, { ...all, search: 'jonas', direction: 'OUTBOUND' }), []);
    assert.deepEqual(await ids(amina, { ...all, contactId: 'contact_priya' }), []);
  });

  test('from is the first moment that counts, to the first that does not', async () => {
    const { createdAt } = (await ask(gateway, 'getCall', { as: amina, id: calls.missed })).body;
    assert.ok((await ids(amina, { from: createdAt })).includes(calls.missed));
    assert.ok(!(await ids(amina, { from: createdAt + 1 })).includes(calls.missed));
    assert.ok(!(await ids(amina, { to: createdAt })).includes(calls.missed));
    assert.ok((await ids(amina, { to: createdAt + 1 })).includes(calls.missed));
    const moment = new Date(createdAt).toISOString();
    assert.ok((await ids(amina, { from: moment })).includes(calls.missed));
    assert.deepEqual(await ids(amina, { to: '2020-01-01' }), []);
  });

  test('pages hold every call once', async () => {
    const seen = [];
    let cursor = '';
    do {
      const page = await list(amina, { scope: 'tenant', limit: 1, cursor });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? '';
    } while (cursor);
    assert.deepEqual(seen, [calls.inbound, calls.missed, calls.answered]);
    for (const wrong of ['x', '|', '12', '-1|c', '0|c']) {
      await ask(gateway, 'listCalls', { as: amina, query: { cursor: wrong }, status: 400 });
    }
  });

  test('one call tells how it went; a foreign one and an unknown one do not', async () => {
    const { body } = await ask(gateway, 'getCall', { as: amina, id: calls.answered });
    const [dialed, rang, answered, cut, back, ended] = body.timeline;
    assert.deepEqual([dialed.what, dialed.at], ['dialed', body.createdAt]);
    assert.equal(rang.what, 'rang');
    assert.ok(rang.at >= dialed.at && rang.at <= answered.at);
    assert.deepEqual([answered.what, answered.at], ['answered', body.startedAt]);
    assert.equal(cut.what, 'interrupted');
    assert.deepEqual([back.what, back.afterMs], ['reconnected', back.at - cut.at]);
    assert.ok(cut.at >= answered.at && back.at <= ended.at);
    assert.deepEqual(ended, {
      at: body.endedAt,
      what: 'ended',
      reason: 'hung_up',
      by: 'caller',
    });
    assert.equal(body.timeline.length, 6);
    assert.equal(body.outages, 1);
    const { timeline } = (await ask(gateway, 'getCall', { as: amina, id: calls.missed })).body;
    assert.deepEqual(
      timeline.map(({ what, reason, by }) => [what, reason, by]),
      [
        ['dialed', undefined, undefined],
        ['ended', 'offline', null],
      ],
    );
    await ask(gateway, 'getCall', { as: jonas, id: calls.answered });
    const answers = new Set();
    for (const [as, id] of [
      [mei, calls.answered],
      [sofia, calls.answered],
      [amina, 'call_nobody'],
      [rahim, calls.missed],
    ]) {
      answers.add((await ask(gateway, 'getCall', { as, id, status: 404 })).text);
    }
    assert.equal(answers.size, 1);
  });

  test('the file has what the list has', async () => {
    const { text } = await ask(gateway, 'exportCalls', { as: amina, query: { scope: 'tenant' } });
    const [head, ...rows] = text.trimEnd().split('\r\n');
    assert.match(head, /^\uFEFFid,createdAt,direction,status,reason,/u);
    assert.deepEqual(
      rows.map((row) => row.split(',')[0]),
      [calls.inbound, calls.missed, calls.answered],
    );
    const answered = rows[2].split(',');
    assert.deepEqual(answered.slice(2, 8), [
      'OUTBOUND',
      'COMPLETED',
      'hung_up',
      'Amina Rahman',
      'Rahim Chowdhury',
      '+880 1711-000001',
    ]);
    assert.match(answered[1], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
    const own = await ask(gateway, 'exportCalls', { as: sofia });
    assert.equal(own.text.trimEnd().split('\r\n').length, 2);
  });

  test('by the frontend’s own path the list is what the deployed history reads', async () => {
    const at = async (query = '', as = amina) =>
      JSON.parse((await send(gateway, 'get', `/crm/calls${query}`, { as })).text);
    const rows = await at();
    assert.deepEqual(
      rows.map(({ id }) => id),
      [calls.missed, calls.answered],
    );
    const [, answered] = rows;
    const { items } = await list(amina);
    for (const name of ['startedAt', 'endedAt', 'createdAt']) {
      assert.match(answered[name], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u, name);
      assert.equal(Date.parse(answered[name]), items[1][name], name);
    }
    assert.equal(answered.updatedAt, answered.endedAt);
    assert.equal(rows[0].startedAt, null);
    assert.deepEqual(answered.contact, {
      id: 'contact_rahim',
      firstName: 'Rahim',
      lastName: 'Chowdhury',
      email: answered.contact.email,
      phone: '+880 1711-000001',
    });
    assert.equal(answered.recordingUrl, null);
    assert.equal(answered.fromNumber, 'WebRTC');
    // As it asks: filters and a limit.
    assert.equal((await at('?direction=OUTBOUND&limit=1')).length, 1);
    assert.deepEqual(await at('?direction=INBOUND'), []);
    assert.equal((await at('', rahim))[0].contact.firstName, 'Rahim');
    assert.equal((await send(gateway, 'get', '/crm/calls?limit=0', { as: amina })).status, 400);
  });

  test('all else at another path is the same, and no more', async () => {
    const at = (path) => send(gateway, 'get', path, { as: amina });
    for (const rest of ['.csv', `/${calls.answered}`, '/call_nobody']) {
      const there = await at(`/crm/calls${rest}`);
      const here = await at(`/api/call-logs${rest}`);
      assert.equal(there.status, here.status, rest);
      assert.equal(there.text, here.text, rest);
    }
    for (const path of ['/crm/callsign', '/crm/calls.json', '/crm/calls/', '/crm']) {
      assert.equal((await at(path)).status, 404, path);
    }
    assert.equal((await send(gateway, 'post', '/crm/calls', { as: amina })).status, 405);
    assert.equal((await send(gateway, 'get', '/crm/calls')).status, 401);
  });
});
