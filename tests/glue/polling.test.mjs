// Where no WebSocket can be had: the same phone by HTTP long-polling, and back to a WebSocket.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createPhone } from 'ringline';

import { event, FakeHost, handshake, settle, until } from './fake-host.mjs';

const welcome = event('connection:success', {
  userId: 'u1',
  tenantId: 't1',
  role: 'tenant_member',
  protocol: 2,
  sessionId: 's1',
  resumeToken: 'r1',
  serverTime: 1_790_000_000_000,
});

const newPhone = (host, options = {}) =>
  createPhone({ url: '/', auth: async () => ({ token: 'jwt' }), ...options, host });

/** Refuses WebSockets until the phone asks by HTTP; returns that request. */
async function blockSockets(host, phone) {
  phone.connect();
  await until(() => {
    if (host.socket?.readyState === 0) host.socket.drop(1006);
    host.pass(50);
    return host.requests.length > 0;
  });
  return host.requests.shift();
}

const next = async (host, method) => {
  await until(() => host.requests.some((each) => each.method === method));
  const place = host.requests.findIndex((each) => each.method === method);
  return host.requests.splice(place, 1)[0];
};

async function onlineByPolling(host = new FakeHost()) {
  const phone = newPhone(host);
  const first = await blockSockets(host, phone);
  first.answer(handshake);
  const connect = await next(host, 'POST');
  assert.match(connect.body, /^40\/webrtc,\{"token":"jwt"/u);
  connect.answer('ok');
  (await next(host, 'GET')).answer(`40/webrtc,{"sid":"x"}\x1e${welcome}`);
  await settle();
  assert.equal(phone.getSnapshot().link, 'online');
  assert.equal(phone.getSnapshot().error, null);
  return { host, phone, get: await next(host, 'GET') };
}

test('a phone whose WebSockets are refused is online by HTTP, as socket.io-client is', async () => {
  const host = new FakeHost();
  const phone = newPhone(host, { path: '/api/socket.io' });
  const first = await blockSockets(host, phone);
  assert.equal(first.url, 'https://crm.example/api/socket.io/?EIO=4&transport=polling');
  assert.equal(first.credentials, 'include');
  assert.equal(host.sockets.length, 2);
  first.answer(handshake);
  const post = await next(host, 'POST');
  assert.equal(new URL(post.url).searchParams.get('sid'), 'e');
  phone.close();
});

test('what is said while a POST is under way goes with the next one, in order', async () => {
  const { host, phone, get } = await onlineByPolling();
  void phone.dial({ contactId: 'k1' }).catch(() => {});
  await settle();
  const first = await next(host, 'POST');
  assert.match(first.body, /call:initiate/u);
  get.answer('2'); // a ping
  await settle();
  assert.equal(host.requests.filter(({ method }) => method === 'POST').length, 0, 'one at a time');
  first.answer('ok');
  assert.equal((await next(host, 'POST')).body, '3');
  phone.close();
  await settle();
  assert.equal(host.requests.at(-1).body, '41/webrtc,\x1e1', 'the gateway is told');
});

test('a phone that is closed ends its calls in the same POST as its session', async () => {
  const { host, phone, get } = await onlineByPolling();
  get.answer(
    event('call:incoming', {
      callId: 'c1',
      callerId: 'u2',
      callerName: 'Amina',
      expiresAt: 1_790_000_045_000,
    }),
  );
  await until(() => phone.getSnapshot().calls.length > 0);
  host.requests.splice(0);
  phone.close();
  await settle();
  const [farewell, ...others] = host.requests;
  assert.deepEqual(others, []);
  assert.equal(farewell.isAborted, false);
  const packets = farewell.body.split('\x1e');
  assert.match(packets[0], /^42\/webrtc,\d+\["call:reject",\{"callId":"c1"/u);
  assert.deepEqual(packets.slice(1), ['41/webrtc,', '1']);
});

test('a session goes on by a WebSocket as soon as one can be had', async () => {
  const { host, phone, get } = await onlineByPolling();
  const count = host.sockets.length;
  host.pass(5_100);
  assert.equal(host.sockets.length, count + 1);
  const probe = host.socket;
  assert.equal(new URL(probe.url).searchParams.get('sid'), 'e');
  probe.open();
  assert.deepEqual(probe.sent, ['2probe']);
  probe.hear('3probe');
  await settle();
  assert.deepEqual(probe.sent, ['2probe'], 'not before the GET has ended');
  void phone.dial({ contactId: 'k1' }).catch(() => {});
  await settle();
  get.answer('6');
  await settle();
  assert.equal(probe.sent[1], '5');
  assert.match(probe.sent[2], /call:initiate/u, 'what was said meanwhile');
  assert.equal(host.requests.length, 0, 'no more of HTTP');
  probe.hear('2');
  assert.equal(probe.sent.at(-1), '3');
  assert.equal(phone.getSnapshot().link, 'online');
  phone.close();
});

test('a WebSocket that still can’t be had leaves the session as it was', async () => {
  const { host, phone, get } = await onlineByPolling();
  host.pass(5_100);
  host.socket.drop(1006);
  get.answer('2');
  assert.equal((await next(host, 'POST')).body, '3');
  host.pass(5_100);
  assert.equal(phone.getSnapshot().link, 'online');
  // One that answers nothing is given up, and HTTP goes on with one GET.
  host.socket.open();
  host.socket.hear('3probe');
  await settle();
  host.socket.drop(1006);
  await settle();
  assert.equal(host.requests.filter(({ method }) => method === 'GET').length, 1);
  phone.close();
});

test('a gateway that forbids credentials is asked without them', async () => {
  const host = new FakeHost();
  const phone = newPhone(host);
  (await blockSockets(host, phone)).fail();
  const second = await next(host, 'GET');
  assert.equal(second.credentials, 'same-origin');
  phone.close();
});

for (const [what, answer, code] of [
  ['nothing answers', (request) => request.fail(), 'unreachable'],
  ['a proxy says that the gateway is down', (request) => request.answer('', 502), 'unreachable'],
  ['a proxy refuses', (request) => request.answer('', 403), 'websocket_blocked'],
  ['a portal answers', (request) => request.answer('<html>'), 'websocket_blocked'],
]) {
  test(`who waits for a connection is told why: ${what}`, async () => {
    const host = new FakeHost();
    const phone = newPhone(host);
    phone.connect();
    await until(() => {
      host.pass(100);
      if (host.socket?.readyState === 0) host.socket.drop(1006);
      for (const request of host.requests.splice(0)) answer(request);
      return phone.getSnapshot().error;
    });
    assert.equal(phone.getSnapshot().link, 'connecting');
    assert.equal(phone.getSnapshot().error.code, code);
    phone.close();
  });
}
