// Calls counted, in the days and hours of the zone that was asked for, alike over both databases.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ask } from './support/contract.mjs';
import { overEach } from './support/databases.mjs';
import { people, startGateway } from './support/gateway.mjs';

const { amina, jonas, mei, rahim, sofia } = people;

const rahims = { contact: 'contact_rahim', portal: 'portal_rahim' };
const sofias = { contact: 'contact_sofia', portal: 'portal_sofia' };

// at (UTC), staff, customer, inbound?, status, reason, seconds (null: never answered; '': goes on)
const history = [
  ['2026-03-07T23:30:00Z', 'user_amina', rahims, false, 'COMPLETED', 'hung_up', 60],
  // Clocks in New York jump from 2:00 to 3:00 on the 8th of March 2026, at 7:00 UTC.
  ['2026-03-08T06:59:59Z', 'user_amina', rahims, false, 'COMPLETED', 'hung_up', 120],
  ['2026-03-08T07:00:00Z', 'user_amina', sofias, false, 'FAILED', 'no_answer', null],
  ['2026-03-09T03:59:59Z', 'user_jonas', rahims, true, 'COMPLETED', 'connection_lost', 31],
  ['2026-03-09T04:00:00Z', 'user_jonas', sofias, true, 'FAILED', 'declined', null],
  ['2026-03-09T04:00:01Z', 'user_jonas', sofias, true, 'FAILED', 'no_answer', null],
  ['2026-03-10T12:00:00Z', 'user_amina', rahims, false, 'ANSWERED', null, ''],
  ['2026-03-10T12:00:01Z', 'user_amina', rahims, false, 'RINGING', null, null],
  ['2026-03-12T12:00:00Z', 'user_mei', rahims, false, 'COMPLETED', 'hung_up', 7, 'tenant_lumen'],
];

function insertCall(database, at, index) {
  const [moment, staff, { contact, portal }, inbound, status, reason, seconds, tenant] = at;
  const ms = Date.parse(moment);
  const text = (value) => (value === null ? 'NULL' : `'${value}'`);
  const time = (value) => {
    if (value === null) return 'NULL';
    return database.name === 'SQLite' ? String(value) : `'${new Date(value).toISOString()}'`;
  };
  const answeredMs = seconds === null ? null : ms + 3_000;
  const endedMs =
    status === 'COMPLETED' ? answeredMs + seconds * 1_000 : status === 'FAILED' ? ms + 3_000 : null;
  const duration = endedMs === null ? 'NULL' : (seconds ?? 0);
  const id = `call_${index}`;
  const side = (isCaller) =>
    isCaller !== inbound ? `'${staff}', 'tenant_member'` : `'${contact}', 'portal_customer'`;
  return `
    INSERT INTO call_logs ("id", "tenantId", "userId", "contactId", "direction", "fromNumber",
      "toNumber", "status", "duration", "startedAt", "endedAt", "createdAt", "updatedAt")
    VALUES ('${id}', '${tenant ?? 'tenant_harbor'}', '${staff}', '${contact}',
      '${inbound ? 'INBOUND' : 'OUTBOUND'}', 'WebRTC', '', '${status}', ${duration},
      ${time(answeredMs)}, ${time(endedMs)}, ${time(ms)}, ${time(ms)});
    INSERT INTO ringline_calls ("id", "tenantId", "createdAt", "version", "reason", "callerId",
      "callerRole", "callerUserId", "calleeId", "calleeRole", "callerExtended", "calleeExtended")
    VALUES ('${id}', '${tenant ?? 'tenant_harbor'}', ${ms}, 1, ${text(reason)}, ${side(true)},
      '${inbound ? portal : staff}', ${side(false)}, 0, 0);`;
}

overEach('analytics', (database) => {
  let gateway;
  before(async () => {
    gateway = await startGateway({ database });
    await gateway.sql(history.map((each, index) => insertCall(database, each, index)).join('\n'));
  });
  after(() => gateway.stop());

  const march = { firstDay: '2026-03-07', lastDay: '2026-03-12' };
  const tenant = { ...march, scope: 'tenant' };
  const count = async (as, query) => (await ask(gateway, 'getAnalytics', { as, query })).body;
  const perDay = ({ days }) => days.map(({ calls }) => calls);

  test('all of the tenant, without what still rings', async () => {
    const { total, ...rest } = await count(amina, tenant);
    assert.deepEqual(total, {
      calls: 7,
      inbound: 3,
      answered: 4,
      answerRate: 4 / 7,
      totalDurationS: 211,
      meanDurationS: 211 / 3, // the call that goes on has no duration yet
    });
    assert.deepEqual(
      rest.reasons.map(({ reason, calls }) => `${reason} ${calls}`),
      ['hung_up 2', 'no_answer 2', 'null 1', 'connection_lost 1', 'declined 1'],
    );
    assert.deepEqual(
      rest.staff.map(({ userId, name, calls, inbound, answered, meanDurationS }) => [
        ...[userId, name, calls, inbound, answered, meanDurationS],
      ]),
      [
        ['user_amina', 'Amina Rahman', 4, 0, 3, 90],
        ['user_jonas', 'Jonas Weber', 3, 3, 1, 31],
      ],
    );
  });

  test('each sees what is his, as in the list', async () => {
    assert.equal((await count(amina, march)).total.calls, 4);
    assert.equal((await count(jonas, march)).total.calls, 3);
    assert.equal((await count(mei, tenant)).total.calls, 1);
    assert.equal((await count(rahim, march)).total.calls, 4);
    assert.equal((await count(sofia, march)).total.calls, 3);
    assert.deepEqual(
      (await count(rahim, march)).staff.map(({ userId }) => userId),
      ['user_amina', 'user_jonas'],
    );
    await ask(gateway, 'getAnalytics', { as: rahim, query: tenant, status: 403 });
  });

  test('filters narrow it down', async () => {
    const calls = async (query) => (await count(amina, { ...tenant, ...query })).total.calls;
    assert.equal(await calls({ direction: 'INBOUND' }), 3);
    assert.equal(await calls({ userId: 'user_amina' }), 4);
    assert.equal(await calls({ contactId: 'contact_sofia' }), 3);
    assert.equal(await calls({ contactId: 'contact_sofia', direction: 'OUTBOUND' }), 1);
    assert.equal(await calls({ userId: 'user_mei' }), 0);
  });

  test('a day is a day of the zone, also where its clocks change', async () => {
    const inZone = async (timeZone) => perDay(await count(amina, { ...tenant, timeZone }));
    //                                            7  8  9 10 11 12
    assert.deepEqual(await inZone('UTC'), /*   */ [1, 2, 3, 1, 0, 0]);
    assert.deepEqual(await inZone('Asia/Dhaka'), [0, 3, 3, 1, 0, 0]);
    assert.deepEqual(await inZone('+06:00'), /**/ [0, 3, 3, 1, 0, 0]);
    assert.deepEqual(await inZone('-05:00'), /**/ [1, 5, 0, 1, 0, 0]);
    // Midnight of the 9th is at 4:00 UTC already.
    assert.deepEqual(await inZone('America/New_York'), [1, 3, 2, 1, 0, 0]);
    const edge = await count(amina, {
      scope: 'tenant',
      firstDay: '2026-03-09',
      lastDay: '2026-03-09',
      timeZone: 'America/New_York',
    });
    assert.deepEqual(perDay(edge), [2]);
    assert.equal(edge.total.inbound, 2);
  });

  test('so are hours and weekdays', async () => {
    const hours = async (timeZone) =>
      (await count(amina, { ...tenant, timeZone })).hours.map(
        ({ weekday, hour, calls }) => `${weekday} ${hour} ${calls}`,
      );
    assert.deepEqual(await hours('UTC'), ['1 3 1', '1 4 2', '2 12 1', '6 23 1', '7 6 1', '7 7 1']);
    // One second apart, and there is no hour between 1 and 3 on that day.
    assert.deepEqual(await hours('America/New_York'), [
      ...['1 0 2', '2 8 1', '6 18 1', '7 1 1', '7 3 1', '7 23 1'],
    ]);
    // A quarter of an hour is a whole part of some zones.
    assert.deepEqual(await hours('Asia/Kathmandu'), [...['1 9 3', '2 17 1', '7 5 1', '7 12 2']]);
  });

  test('every day is named, and the answer says what was counted', async () => {
    const body = await count(amina, { ...tenant, timeZone: '+06:00' });
    assert.deepEqual(
      body.days.map(({ day }) => day),
      ['07', '08', '09', '10', '11', '12'].map((day) => `2026-03-${day}`),
    );
    assert.deepEqual(
      [body.firstDay, body.lastDay, body.timeZone],
      [march.firstDay, march.lastDay, '+06:00'],
    );
    const [, , , , quiet] = body.days;
    assert.equal(quiet.answerRate, null);
    assert.equal(quiet.meanDurationS, null);
  });

  test('without parameters: the last 30 days, of which today is the last', async () => {
    const day = (at) => new Date(at).toISOString().slice(0, 10);
    const earlier = Date.now();
    const body = await count(amina, {});
    assert.ok([day(earlier), day(Date.now())].includes(body.lastDay), body.lastDay);
    assert.equal(body.days.length, 30);
    assert.equal(body.timeZone, 'UTC');
    assert.equal(body.total.calls, 0);
  });

  test('what is wrong is named', async () => {
    const field = async (query) =>
      (await ask(gateway, 'getAnalytics', { as: amina, query, status: 400 })).body.error.field;
    for (const timeZone of [
      'Mars/Base',
      '+14:01',
      '+6',
      '06:00',
      '+06:60',
      '../etc/passwd',
      '+0a:00',
    ]) {
      assert.equal(await field({ timeZone }), 'timeZone', timeZone);
    }
    for (const firstDay of ['2026-02-30', 'today', '2026-03-07T00:00:00Z', '1741305600000']) {
      assert.equal(await field({ firstDay }), 'firstDay', firstDay);
    }
    assert.equal(await field({ lastDay: 'tomorrow' }), 'lastDay');
    assert.equal(await field({ firstDay: '2026-03-08', lastDay: '2026-03-07' }), 'firstDay');
    const lastDay = '2026-03-12';
    assert.equal(await field({ firstDay: '2025-02-05', lastDay }), 'firstDay');
    assert.equal((await count(amina, { firstDay: '2025-02-06', lastDay })).days.length, 400);
  });

  test('the zones at both ends of the world are zones', async () => {
    for (const timeZone of ['+14:00', '-14:00', 'Z', 'Pacific/Kiritimati', 'Africa/Casablanca']) {
      assert.equal((await count(amina, { ...tenant, timeZone })).total.calls, 7, timeZone);
    }
  });
});
