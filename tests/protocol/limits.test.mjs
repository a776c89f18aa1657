// What the gateway's transport refuses, and in which words.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startGateway } from './servers.mjs';
import { Polling, Wire, expectRefusal, within } from './wire.mjs';

const origin = 'https://app.example.com';
let gateway;

before(async () => {
  gateway = await startGateway(
    '--frontend-url',
    origin,
    '--connect-timeout',
    '1',
    '--connections-per-user',
    '2',
    '--handshakes-per-second',
    '1',
    '--trusted-proxies',
    '127.0.0.1',
    '--recovery',
    'all',
  );
});
after(() => gateway.stop());

const path = '/socket.io/';
const auth = JSON.stringify({
  userId: 'user_amina',
  tenantId: 'tenant_harbor',
  role: 'tenant_member',
});

// An address of its own for each, so that no test uses up another's allowance.
let last = 0;
const from = () => ({ 'X-Forwarded-For': `203.0.113.${++last}` });

async function open(headers = from()) {
  const wire = new Wire(`${gateway.ws}${path}?EIO=4&transport=websocket`, { headers });
  assert.match(await wire.next(), /^0\{/u);
  return wire;
}

test('origins are checked on polling, on the WebSocket, and on the change from one to the other', async () => {
  const rows = [
    [undefined, true],
    [origin, true],
    ['https://app.example.com:444', false],
    ['http://app.example.com', false],
    ['https://evil.example', false],
    ['https://app.example.com.evil.example', false],
    ['https://sub.app.example.com', false],
    ['HTTPS://APP.EXAMPLE.COM', true], // scheme and host know no case (RFC 6454, section 4)
    ['null', false],
  ];
  for (const [from_, allowed] of rows) {
    const headers = { ...from(), ...(from_ ? { Origin: from_ } : {}) };
    const response = await fetch(`${gateway.http}${path}?EIO=4&transport=polling`, { headers });
    assert.equal(response.status, allowed ? 200 : 403, from_);
    assert.equal(
      response.headers.get('access-control-allow-origin'),
      allowed ? (from_ ?? null) : null,
    );
    if (!allowed) await expectRefusal(response, 403, 4);
    const session = await new Polling(gateway, path).open();
    for (const url of [`${gateway.ws}${path}?EIO=4&transport=websocket`, session.socketUrl]) {
      const wire = new Wire(url, { headers });
      const refusal = wire.refused.then(({ statusCode }) => statusCode);
      assert.equal(
        await within(Promise.race([refusal, wire.opened]), from_),
        allowed ? undefined : 403,
      );
      wire.close();
    }
  }
});

test('who says nothing is closed', async () => {
  const wire = await open();
  await wire.expectClose();
});

test('more connections than a person may have', async () => {
  const first = await open();
  const second = await open();
  for (const wire of [first, second]) {
    wire.send(`40/webrtc,${auth}`);
    assert.match(await wire.next(), /^40\/webrtc,\{"sid":"[^"]+","pid":"[^"]+"\}$/u);
  }
  // socket.io-client would stay away after a refusal: its connection is closed, after a while.
  const stock = await open();
  stock.send(`40/webrtc,${auth}`);
  await stock.expectClose();
  const third = await open();
  third.send(`40/webrtc,${JSON.stringify({ ...JSON.parse(auth), protocol: 2 })}`);
  const refusal = await third.next();
  assert.match(refusal, /^44\/webrtc,/u);
  const { message, data } = JSON.parse(refusal.slice('44/webrtc,'.length));
  assert.equal(message, 'Too many connections');
  assert.equal(data.code, 'limit');
  first.send('41/webrtc');
  await first.expectClose();
  const fourth = await open();
  fourth.send(`40/webrtc,${auth}`);
  assert.match(await fourth.next(), /^40\/webrtc,/u);
  for (const wire of [second, third, fourth]) wire.close();
});

test('Ringline’s own clients have no need of a pid', async () => {
  const wire = await open();
  wire.send(
    `40/webrtc,${JSON.stringify({ ...JSON.parse(auth), userId: 'user_jonas', protocol: 2 })}`,
  );
  assert.match(await wire.next(), /^40\/webrtc,\{"sid":"[^"]+"\}$/u);
  assert.match(await wire.next(), /^42\/webrtc,\["connection:success",\{.*\}\]$/u);
  wire.close();
});

test('more sessions than an address may open at once', async () => {
  const headers = from();
  const url = `${gateway.http}${path}?EIO=4&transport=polling`;
  for (let i = 0; i < 10; ++i) assert.equal((await fetch(url, { headers })).status, 200);
  let response;
  // One more may come by the second.
  do response = await fetch(url, { headers });
  while (response.status === 200);
  assert.equal(response.headers.get('retry-after'), '1');
  await expectRefusal(response, 429, 3);
  const wire = new Wire(`${gateway.ws}${path}?EIO=4&transport=websocket`, { headers });
  assert.equal((await within(wire.refused, 'refusal')).statusCode, 429);
  assert.equal((await fetch(url, { headers: from() })).status, 200);
});

test('more packets than anybody sends', async () => {
  const wire = await open();
  wire.send(
    `40/webrtc,${JSON.stringify({ ...JSON.parse(auth), userId: 'user_mei', tenantId: 'tenant_lumen' })}`,
  );
  assert.match(await wire.next(), /^40\/webrtc,/u);
  for (let i = 0; i < 2000; ++i) wire.send('3');
  await wire.expectClose();
});

test('more events than a call has', async () => {
  const wire = await open();
  wire.send(`40/webrtc,${JSON.stringify({ ...JSON.parse(auth), userId: 'user_jonas' })}`);
  assert.match(await wire.next(), /^40\/webrtc,/u);
  let answer;
  for (let id = 0; id < 300; ++id) wire.send(`42/webrtc,${id}["call:end",{"callId":"nobody"}]`);
  do answer = await wire.next();
  while (!answer.includes('"limit"'));
  assert.match(answer, /^43\/webrtc,\d+\[\{"ok":false,"code":"limit"/u);
  wire.close();
});
