// The stock socket.io-client, as it comes from npm, on the real gateway: whole calls in the order of
// the base contract (without media), on either transport, through losses of its connection.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';

import { Manager, io } from 'socket.io-client';

import { startGateway } from './servers.mjs';
import { within } from './wire.mjs';

let gateway;
const open = [];

before(async () => {
  // Node's client has no browser's name.
  gateway = await startGateway('--recovery', 'all', '--dials-per-minute-to-one', '0');
});
after(() => gateway.stop());

const staffAuth = { userId: 'user_amina', tenantId: 'tenant_harbor', role: 'tenant_member' };
const customerAuth = {
  userId: 'portal_rahim',
  tenantId: 'tenant_harbor',
  role: 'portal_customer',
  contactId: 'contact_rahim',
};

// Everything that the gateway says to a client, waited for by name and in order.
function listen(socket) {
  const heard = [];
  let wake = () => {};
  socket.onAny((name, payload) => {
    heard.push([name, payload]);
    wake();
  });
  return async (name) => {
    const find = () => heard.findIndex(([each]) => each === name);
    while (find() < 0) {
      await within(
        new Promise((resolve) => {
          wake = resolve;
        }),
        `${name} among ${JSON.stringify(heard)}`,
      );
    }
    return heard.splice(find(), 1)[0][1];
  };
}

async function connect(
  auth,
  options = {},
  { path = '/socket.io', namespace = '/webrtc', base = gateway.http } = {},
) {
  const socket = io(base + namespace, {
    path,
    auth,
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 100,
    ...options,
  });
  open.push(socket);
  const heard = listen(socket);
  await within(once(socket, 'connect'), 'connection');
  const welcome = await heard('connection:success');
  assert.deepEqual(Object.keys(welcome).sort(), ['role', 'tenantId', 'userId']);
  return { socket, heard };
}

function closeAll() {
  for (const socket of open.splice(0)) socket.disconnect();
}

async function call(staff, customer) {
  staff.socket.emit('call:initiate', {
    contactId: 'contact_rahim',
    contactPhone: '+880 1711-000001',
    contactName: 'Rahim',
  });
  const { callId, callLogId } = await staff.heard('call:ringing');
  assert.equal(callLogId, callId);
  const incoming = await customer.heard('call:incoming');
  assert.equal(incoming.callId, callId);
  assert.equal(incoming.callerName, 'Amina Rahman');
  customer.socket.emit('call:accept', { callId });
  assert.equal((await staff.heard('call:accepted')).callId, callId);
  assert.equal((await customer.heard('call:accepted')).callId, callId);
  return callId;
}

async function signalAndEnd(staff, customer, callId) {
  const offer = { type: 'offer', sdp: 'v=0\r\n' };
  staff.socket.emit('webrtc:offer', { callId, offer });
  assert.deepEqual((await customer.heard('webrtc:offer')).offer, offer);
  const answer = { type: 'answer', sdp: 'v=0\r\n' };
  customer.socket.emit('webrtc:answer', { callId, answer });
  assert.deepEqual((await staff.heard('webrtc:answer')).answer, answer);
  const candidate = {
    candidate: 'candidate:1 1 udp 1 10.0.0.1 9 typ host',
    sdpMid: '0',
    sdpMLineIndex: 0,
  };
  for (const [from, to] of [
    [staff, customer],
    [customer, staff],
  ]) {
    from.socket.emit('webrtc:ice-candidate', { callId, candidate });
    assert.deepEqual((await to.heard('webrtc:ice-candidate')).candidate, candidate);
  }
  staff.socket.emit('call:end', { callId });
  assert.equal((await staff.heard('call:ended')).callId, callId);
  assert.equal((await customer.heard('call:ended')).callId, callId);
}

const ways = {
  'with its defaults': {},
  'by WebSocket alone': { transports: ['websocket'] },
  'by polling alone': { transports: ['polling'] },
  'as the deployed frontend': { transports: ['websocket', 'polling'] },
};

describe('whole calls', () => {
  for (const [name, options] of Object.entries(ways)) {
    test(name, async () => {
      const staff = await connect(staffAuth, options);
      const customer = await connect(customerAuth, options);
      const callId = await call(staff, customer);
      await signalAndEnd(staff, customer, callId);
      closeAll();
    });
  }

  test('while both change over from polling', async () => {
    const staff = await connect(staffAuth);
    const customer = await connect(customerAuth);
    const upgraded = [staff, customer].map(
      ({ socket }) =>
        socket.io.engine.transport.name === 'websocket' || once(socket.io.engine, 'upgrade'),
    );
    const callId = await call(staff, customer);
    await within(Promise.all(upgraded), 'upgrade');
    for (const { socket } of [staff, customer]) {
      assert.equal(socket.io.engine.transport.name, 'websocket');
    }
    await signalAndEnd(staff, customer, callId);
    closeAll();
  });

  test("between the deployed frontend's path and namespace and the default ones", async () => {
    const staff = await connect(
      staffAuth,
      {},
      { path: '/api/socket.io', namespace: '/api/webrtc' },
    );
    const customer = await connect(customerAuth, {}, { path: '/socket.io', namespace: '/webrtc' });
    const callId = await call(staff, customer);
    await signalAndEnd(staff, customer, callId);
    closeAll();
  });

  test('each namespace works on each path', async () => {
    for (const path of ['/socket.io', '/api/socket.io']) {
      for (const namespace of ['/webrtc', '/api/webrtc']) {
        await connect(staffAuth, {}, { path, namespace });
      }
    }
    closeAll();
  });
});

test('an acknowledgement', async () => {
  const { socket } = await connect(staffAuth);
  const answer = await within(
    socket.emitWithAck('call:end', { callId: 'nobody' }),
    'acknowledgement',
  );
  assert.equal(answer.ok, false);
  assert.equal(answer.code, 'unknown_call');
  closeAll();
});

test('binary data is refused politely', async () => {
  const { socket, heard } = await connect(staffAuth);
  const answer = await within(
    socket.emitWithAck('call:end', { callId: Buffer.from('x') }),
    'acknowledgement',
  );
  assert.equal(answer.code, 'bad_format');
  socket.emit('call:end', Buffer.from('x'));
  assert.equal((await heard('call:error')).code, 'bad_format');
  closeAll();
});

test('a refusal tells why', async () => {
  const socket = io(`${gateway.http}/webrtc`, {
    forceNew: true,
    auth: { ...staffAuth, userId: 'nobody' },
  });
  const [error] = await within(once(socket, 'connect_error'), 'refusal');
  assert.equal(error.message, 'Unauthorized');
  assert.equal(error.data.code, 'forbidden');
  socket.disconnect();
});

test('two namespaces of one connection', async () => {
  const manager = new Manager(gateway.http, { reconnection: false });
  const sockets = ['/webrtc', '/api/webrtc'].map((nsp) => manager.socket(nsp, { auth: staffAuth }));
  await within(Promise.all(sockets.map((socket) => once(socket, 'connect'))), 'connections');
  for (const socket of sockets) socket.disconnect();
});

// Stands between a client and the gateway, and can cut what passes through it.
async function startCutter() {
  const pairs = new Set();
  let isOpen = true;
  const server = net.createServer((client) => {
    if (!isOpen) return client.destroy();
    const upstream = net.connect(new URL(gateway.http).port, '127.0.0.1');
    const pair = [client, upstream];
    pairs.add(pair);
    client.pipe(upstream).pipe(client);
    for (const each of pair) {
      each.on('error', () => {});
      each.on('close', () => {
        for (const other of pair) other.destroy();
        pairs.delete(pair);
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    base: `http://127.0.0.1:${server.address().port}`,
    cut() {
      isOpen = false;
      for (const pair of pairs) for (const each of pair) each.destroy();
    },
    mend() {
      isOpen = true;
    },
    stop() {
      this.cut();
      server.close();
    },
  };
}

describe('a lost connection', () => {
  for (const [name, options] of Object.entries(ways)) {
    test(`${name}: it comes back as the same, and hears what it missed first`, async () => {
      const cutter = await startCutter();
      const staff = await connect(staffAuth, options);
      const customer = await connect(customerAuth, options, { base: cutter.base });
      const callId = await call(staff, customer);
      const { id } = customer.socket;

      const lost = once(customer.socket, 'disconnect');
      cutter.cut();
      await within(lost, 'loss');
      // The gateway knows of the loss when it says so to nobody: what follows is kept in any case.
      const candidate = {
        candidate: 'candidate:7 1 udp 1 10.0.0.1 9 typ host',
        sdpMid: '0',
        sdpMLineIndex: 0,
      };
      staff.socket.emit('webrtc:offer', { callId, offer: { type: 'offer', sdp: 'v=0\r\n' } });
      staff.socket.emit('webrtc:ice-candidate', { callId, candidate });
      // What has been acknowledged has been relayed, or kept.
      await within(
        staff.socket.emitWithAck('webrtc:ice-candidate', { callId, candidate }),
        'acknowledgement',
      );

      const back = once(customer.socket, 'connect');
      cutter.mend();
      await within(back, 'return');
      assert.equal(customer.socket.recovered, true);
      assert.equal(customer.socket.id, id);
      assert.equal((await customer.heard('webrtc:offer')).callId, callId);
      assert.deepEqual((await customer.heard('webrtc:ice-candidate')).candidate, candidate);
      assert.deepEqual((await customer.heard('webrtc:ice-candidate')).candidate, candidate);
      await signalAndEnd(staff, customer, callId);
      closeAll();
      cutter.stop();
    });
  }

  test('a call that ended meanwhile has ended', async () => {
    const cutter = await startCutter();
    const staff = await connect(staffAuth);
    const customer = await connect(customerAuth, {}, { base: cutter.base });
    const callId = await call(staff, customer);
    const lost = once(customer.socket, 'disconnect');
    cutter.cut();
    await within(lost, 'loss');
    staff.socket.emit('call:end', { callId });
    await staff.heard('call:ended');
    cutter.mend();
    assert.equal((await customer.heard('call:ended')).callId, callId);
    assert.equal(customer.socket.recovered, true);
    closeAll();
    cutter.stop();
  });

  test("nobody recovers another's session", async () => {
    const customer = await connect(customerAuth);
    const pid = customer.socket._pid;
    assert.equal(typeof pid, 'string');
    const thief = await connect({ ...staffAuth, pid, offset: '0' });
    assert.notEqual(thief.socket.id, customer.socket.id);
    assert.notEqual(thief.socket._pid, pid);
    assert.equal(thief.socket.recovered, false);
    closeAll();
  });

  test('who said goodbye begins anew', async () => {
    const customer = await connect(customerAuth);
    const { id } = customer.socket;
    customer.socket.disconnect();
    customer.socket.connect();
    await within(once(customer.socket, 'connect'), 'connection');
    assert.equal(customer.socket.recovered, false);
    assert.notEqual(customer.socket.id, id);
    closeAll();
  });
});
