// Engine.IO 4 on the conformance server: what the published suite asks for, and what a strict server
// refuses at once. The client here answers every ping.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, describe, test } from 'node:test';

import { startConformance } from './servers.mjs';
import { Polling, Wire, expectRefusal, patienceMs, separator, within } from './wire.mjs';

const path = '/engine.io/';
const keys = ['maxPayload', 'pingInterval', 'pingTimeout', 'sid', 'upgrades'];

// Its heartbeat takes far longer than a test may.
let strict;
// Its heartbeat is the published suite's.
let quick;

// Its requests must arrive within a second: an idle connection is closed after that, too, so no other
// test may meet it.
let impatient;

before(async () => {
  const heartbeat = ['--ping-interval', '60000', '--ping-timeout', '60000'];
  [strict, quick, impatient] = await Promise.all([
    startConformance(...heartbeat),
    startConformance(),
    startConformance(...heartbeat, '--request-timeout', '1000'),
  ]);
});
after(() => Promise.all([strict.stop(), quick.stop(), impatient.stop()]));

const open = (server = strict) => new Polling(server, path).open();
const socketUrl = (server = strict, query = '') =>
  `${server.ws}${path}?EIO=4&transport=websocket${query}`;

async function openSocket(server = strict) {
  const wire = new Wire(socketUrl(server));
  assert.match(await wire.next(), /^0\{/u);
  return wire;
}

// What is sent, as it is; resolves to all that is answered until the server closes.
function raw(server, text, { keep = false } = {}) {
  return within(
    new Promise((resolve, reject) => {
      const socket = net.connect(new URL(server.http).port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (data) => {
        answer += data;
        if (keep) {
          socket.destroy();
          resolve(answer);
        }
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(answer));
    }),
    'answer',
  );
}

describe('handshake', () => {
  test('by polling', async () => {
    const { handshake } = await open(quick);
    assert.deepEqual(Object.keys(handshake).sort(), keys);
    assert.match(handshake.sid, /^[0-9a-f]{32}$/u);
    assert.deepEqual(handshake.upgrades, ['websocket']);
    assert.equal(handshake.pingInterval, 300);
    assert.equal(handshake.pingTimeout, 200);
    assert.equal(handshake.maxPayload, 1_000_000);
  });

  test('by WebSocket, and never compressed', async () => {
    const wire = new Wire(socketUrl(), { perMessageDeflate: true });
    const handshake = JSON.parse((await wire.next()).slice(1));
    assert.deepEqual(Object.keys(handshake).sort(), keys);
    assert.deepEqual(handshake.upgrades, []);
    assert.equal(wire.socket.extensions, '');
    wire.close();
  });

  const refused = [
    ['no EIO', 'transport=polling', 5],
    ['a foreign EIO', 'EIO=abc&transport=polling', 5],
    ['an old EIO', 'EIO=3&transport=polling', 5],
    ['no transport', 'EIO=4', 0],
    ['a foreign transport', 'EIO=4&transport=abc', 0],
    ['an inherited name as transport', 'EIO=4&transport=constructor', 0],
    ['a WebSocket without an upgrade', 'EIO=4&transport=websocket', 3],
    ['an unknown sid', 'EIO=4&transport=polling&sid=0123456789abcdef0123456789abcdef', 1],
  ];
  for (const [name, query, code] of refused) {
    test(`${name} is refused`, async () => {
      await expectRefusal(await fetch(`${strict.http}${path}?${query}`), 400, code);
    });
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    test(`${method} is refused`, async () => {
      const url = `${strict.http}${path}?EIO=4&transport=polling`;
      await expectRefusal(await fetch(url, { method }), 400, 2);
    });
  }
  for (const query of [
    'transport=websocket',
    'EIO=3&transport=websocket',
    'EIO=4',
    'EIO=4&transport=abc',
    'EIO=4&transport=websocket&sid=nobody',
  ]) {
    test(`a WebSocket with ?${query} is refused`, async () => {
      const wire = new Wire(`${strict.ws}${path}?${query}`);
      assert.equal((await within(wire.refused, 'refusal')).statusCode, 400);
      await wire.expectClose();
    });
  }
});

describe('polling', () => {
  test('a payload of packets either way', async () => {
    const session = await open();
    for (const payload of [
      '4hello',
      ['4test1', '4test2', '4test3'].join(separator),
      ['4hello', 'bAQIDBA=='].join(separator),
      '4€ 😀',
    ]) {
      await session.write(payload);
      assert.equal(await session.read(), payload);
    }
  });

  test('a GET waits for what comes', async () => {
    const session = await open();
    const reading = session.read();
    await session.write('4late');
    assert.equal(await reading, '4late');
  });

  const bad = {
    'an unknown packet': 'abc',
    'an empty body': '',
    'an empty packet': `4a${separator}${separator}4b`,
    'a separator at the end': `4a${separator}`,
    'base64 without padding': 'bAQI',
    'base64 of another alphabet': 'bAQ-_',
    'a handshake': '0{}',
    'a ping': '2',
    'an upgrade': '5',
    'a noop': '6',
    'invalid UTF-8': Buffer.from([0x34, 0xff, 0xfe]),
    'half a surrogate': Buffer.from([0x34, 0xed, 0xa0, 0x80]),
    'too many packets': Array(4097).fill('3').join(separator),
  };
  for (const [name, body] of Object.entries(bad)) {
    test(`${name} closes the session at once`, async () => {
      const session = await open();
      const reading = session.get();
      const response = await session.post(body);
      await expectRefusal(response, 400, 3);
      assert.equal(await (await reading).text(), '1');
      await session.expectGone();
    });
  }

  test('a body over maxPayload is refused by its header, before a byte of it is sent', async () => {
    const session = await open();
    const { pathname, search } = new URL(session.url);
    const answer = await raw(
      strict,
      `POST ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000001\r\n\r\n`,
      { keep: true },
    );
    assert.match(answer, /^HTTP\/1\.1 413 /u);
    await session.expectGone();
  });

  test('a body of maxPayload is taken, one byte more reads its refusal', async () => {
    const session = await open();
    await session.write(`4${'x'.repeat(999_999)}`);
    assert.equal((await session.read()).length, 1_000_000);
    await expectRefusal(await session.post(`4${'x'.repeat(1_000_000)}`), 413, 3);
    await session.expectGone();
  });

  test('a body without a length is no body', async () => {
    const session = await open();
    const { pathname, search } = new URL(session.url);
    const answer = await raw(
      strict,
      `POST ${pathname}${search} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n4a\r\n0\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1\.1 501 /u);
  });

  test('a GET with a body is refused by its header', async () => {
    const session = await open();
    const { pathname, search } = new URL(session.url);
    const answer = await raw(
      strict,
      `GET ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000000\r\n\r\n`,
      { keep: true },
    );
    assert.match(answer, /^HTTP\/1\.1 400 /u);
    await session.write('4a');
  });

  test('two GETs at once close the session', async () => {
    const session = await open();
    const first = session.get();
    // The second one begins when the first is known to wait: it is what the first is answered for.
    const second = await session.get();
    const statuses = [second.status, (await first).status].sort();
    assert.deepEqual(statuses, [200, 400]);
    await session.expectGone();
  });

  test('two POSTs at once close the session', async () => {
    const session = await open();
    const { pathname, search } = new URL(session.url);
    const slow = net.connect(new URL(strict.http).port, '127.0.0.1');
    const ended = within(new Promise((resolve) => slow.once('data', resolve)), 'answer');
    slow.write(`POST ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n4a`);
    // Until the slow one's header has been read the session is whole.
    let response;
    do response = await session.post('3');
    while (response.status === 200 && (await response.text()) === 'ok');
    assert.equal(response.status, 400);
    assert.match(String(await ended), /^HTTP\/1\.1 400 /u);
    slow.destroy();
    await session.expectGone();
  });

  test('a GET that is cut off closes the session', async () => {
    const session = await open();
    const { pathname, search } = new URL(session.url);
    const socket = net.connect(new URL(strict.http).port, '127.0.0.1');
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: x\r\n\r\n`);
    // What comes back proves that the GET waits: the next one would be a second.
    await session.write('4a');
    await within(new Promise((resolve) => socket.once('data', resolve)), 'answer');
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: x\r\n\r\n`, () => socket.destroy());
    let response;
    do response = await session.post('3');
    while (response.status === 200);
    // One that was on its way in that moment is refused for what happened, the next for an unknown sid.
    assert.equal(response.status, 400);
    await session.expectGone();
  });

  test('the client closes it', async () => {
    const session = await open();
    const [response] = await Promise.all([session.get(), session.write('1')]);
    // Either it waited already, or the word of the end overtook it.
    if (response.status === 200) assert.equal(await response.text(), '6');
    else await expectRefusal(response, 400, 1);
    await session.expectGone();
  });

  for (const method of ['PUT', 'DELETE', 'PATCH']) {
    test(`${method} is refused, and the session lives`, async () => {
      const session = await open();
      await expectRefusal(await session.get({ method }), 400, 3);
      await session.write('4a');
    });
  }

  test('any page may use it, with its cookies', async () => {
    const origin = 'https://app.example.com';
    const preflight = await fetch(`${strict.http}${path}?EIO=4&transport=polling`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type,x-own',
      },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-origin'), origin);
    assert.equal(preflight.headers.get('access-control-allow-credentials'), 'true');
    assert.equal(preflight.headers.get('access-control-allow-headers'), 'content-type,x-own');
    assert.match(preflight.headers.get('access-control-allow-methods'), /POST/u);
    const response = await fetch(`${strict.http}${path}?EIO=4&transport=polling`, {
      headers: { Origin: origin },
    });
    assert.equal(response.headers.get('access-control-allow-origin'), origin);
    assert.equal(response.headers.get('access-control-allow-credentials'), 'true');
    assert.match(response.headers.get('vary'), /Origin/u);
  });

  test('a header that comes by the byte is cut off', async () => {
    const socket = net.connect(new URL(impatient.http).port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    const drip = setInterval(() => socket.write('G'), 100);
    await within(closed, 'close');
    clearInterval(drip);
  });

  test('a body that comes by the byte is cut off, and its session with it', async () => {
    const session = await open(impatient);
    const { pathname, search } = new URL(session.url);
    const socket = net.connect(new URL(impatient.http).port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.write(`POST ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n`);
    const drip = setInterval(() => socket.write('4'), 100);
    await within(closed, 'close');
    clearInterval(drip);
    await session.expectGone();
  });
});

describe('WebSocket', () => {
  test('texts and bytes', async () => {
    const wire = await openSocket();
    wire.send('4hello', Buffer.from([1, 2, 3, 4]), '4€ 😀');
    assert.equal(await wire.next(), '4hello');
    assert.deepEqual(await wire.next(), Buffer.from([1, 2, 3, 4]));
    assert.equal(await wire.next(), '4€ 😀');
    wire.close();
  });

  const bad = {
    'an unknown packet': 'abc',
    'an empty frame': '',
    'a handshake': '0{}',
    'a ping': '2',
    'a probe': '2probe',
    'an upgrade': '5',
    'a noop': '6',
  };
  for (const [name, frame] of Object.entries(bad)) {
    test(`${name} closes it at once`, async () => {
      const wire = await openSocket();
      wire.send(frame);
      await wire.expectClose();
    });
  }

  test('a close packet closes it', async () => {
    const wire = await openSocket();
    wire.send('1');
    await wire.expectClose();
  });

  test('a frame of maxPayload is taken, one byte more closes it', async () => {
    const wire = await openSocket();
    wire.send(`4${'x'.repeat(999_999)}`);
    assert.equal((await wire.next()).length, 1_000_000);
    wire.send(`4${'x'.repeat(1_000_000)}`);
    assert.equal(await within(wire.closed, 'close'), 1009);
  });

  test('a text that is no UTF-8 closes it', async () => {
    const socket = net.connect(new URL(strict.http).port, '127.0.0.1');
    let answer = Buffer.alloc(0);
    const has = (bytes) =>
      within(
        new Promise((resolve) => {
          const look = () => answer.includes(bytes) && resolve();
          socket.on('data', look);
          socket.on('close', look);
        }),
        'answer',
      );
    socket.on('data', (data) => (answer = Buffer.concat([answer, data])));
    const greeted = has('"maxPayload"');
    socket.write(
      `GET ${path}?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n` +
        'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
    );
    await greeted;
    const refused = has(Buffer.from([0x88, 0x02, 0x03, 0xef])); // close 1007
    socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0xff]));
    await refused;
    socket.destroy();
  });
});

describe('heartbeat', () => {
  test('by polling, from the handshake on', async () => {
    const session = await open(quick);
    for (let i = 0; i < 3; ++i) {
      assert.equal(await session.read(), '2');
      await session.write('3');
    }
  });

  test('by polling, not answered', async () => {
    const session = await open(quick);
    assert.equal(await session.read(), '2');
    assert.equal(await session.read(), '1');
    await session.expectGone();
  });

  test('by WebSocket', async () => {
    const url = socketUrl(quick);
    const { default: WebSocket } = await import('ws');
    const pings = (answer) =>
      within(
        new Promise((resolve) => {
          let count = 0;
          const socket = new WebSocket(url);
          socket.on('message', (data) => {
            if (String(data) !== '2') return;
            if (++count === 3) {
              socket.terminate();
              resolve(count);
            } else if (answer) {
              socket.send('3');
            }
          });
          socket.on('close', () => resolve(count));
        }),
        'pings',
      );
    const [answered, silent] = await Promise.all([pings(true), pings(false)]);
    assert.equal(answered, 3);
    assert.equal(silent, 1);
  });
});

describe('upgrade', () => {
  async function probed(session) {
    const wire = new Wire(session.socketUrl);
    await within(wire.opened, 'WebSocket');
    wire.send('2probe');
    assert.equal(await wire.next(), '3probe');
    return wire;
  }

  test('the waiting GET gets a noop, the WebSocket what follows', async () => {
    const session = await open();
    const reading = session.read();
    const wire = await probed(session);
    assert.equal(await reading, '6');
    wire.send('5', '4hello');
    assert.equal(await wire.next(), '4hello');
    wire.close();
  });

  test('so does one that comes after the probe', async () => {
    const session = await open();
    const wire = await probed(session);
    assert.equal(await session.read(), '6');
    wire.send('5', '4hello');
    assert.equal(await wire.next(), '4hello');
    wire.close();
  });

  test('packets in flight arrive once and in order', async () => {
    const session = await open();
    const wire = await probed(session);
    await session.write('41');
    assert.equal(await session.read(), '41');
    await session.write(['42', '43'].join(separator));
    wire.send('5', '44');
    assert.equal(await wire.next(), '42');
    assert.equal(await wire.next(), '43');
    assert.equal(await wire.next(), '44');
    wire.close();
  });

  test('requests and WebSockets after it are refused, and the session lives', async () => {
    const session = await open();
    const wire = await probed(session);
    wire.send('5', '4a');
    assert.equal(await wire.next(), '4a');
    await expectRefusal(await session.get(), 400, 3);
    await expectRefusal(await session.post('4b'), 400, 3);
    const second = new Wire(session.socketUrl);
    await second.expectClose();
    wire.send('4hello');
    assert.equal(await wire.next(), '4hello');
    wire.close();
  });

  test('a poll that races with the change is refused', async () => {
    const session = await open();
    const wire = new Wire(session.socketUrl);
    await within(wire.opened, 'WebSocket');
    wire.send('2probe', '5');
    await expectRefusal(await session.get(), 400, 3);
    wire.close();
  });

  for (const frames of [
    ['4hello'],
    ['5'],
    ['2'],
    ['2probe', '4hello'],
    ['2probe', '2probe'],
    [Buffer.from('2probe')],
  ]) {
    test(`a probe that says ${frames.join(' ')} is closed, and polling goes on`, async () => {
      const session = await open();
      const wire = new Wire(session.socketUrl);
      await within(wire.opened, 'WebSocket');
      wire.send(...frames);
      await wire.expectClose();
      await session.write('4still');
      let payload;
      do payload = await session.read();
      while (payload === '6');
      assert.equal(payload, '4still');
    });
  }

  test('a second probe is closed, the first one goes on', async () => {
    const session = await open();
    const wire = await probed(session);
    const second = new Wire(session.socketUrl);
    await second.expectClose();
    wire.send('5', '4hello');
    assert.equal(await wire.next(), '4hello');
    wire.close();
  });

  test('the session ends with its WebSocket', async () => {
    const session = await open();
    const wire = await probed(session);
    wire.send('5', '1');
    await wire.expectClose();
    await session.expectGone();
  });
});

test('the deadline of these tests is shorter than the heartbeat', () => {
  assert.ok(patienceMs < 60_000);
});
