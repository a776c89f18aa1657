// Socket.IO 5 on the conformance server.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { startConformance } from './servers.mjs';
import { Polling, Wire, connected, separator, within } from './wire.mjs';

let strict;
let hasty; // with a short connect timeout

before(async () => {
  const heartbeat = ['--ping-interval', '60000', '--ping-timeout', '60000'];
  [strict, hasty] = await Promise.all([
    startConformance(...heartbeat, '--connect-timeout', '60000', '--log-level', 'debug'),
    startConformance(...heartbeat, '--connect-timeout', '1500'),
  ]);
});
after(() => Promise.all([strict.stop(), hasty.stop()]));

async function greeted(server = strict) {
  const wire = new Wire(`${server.ws}/socket.io/?EIO=4&transport=websocket`);
  assert.match(await wire.next(), /^0\{/u);
  return wire;
}

const place = (num) => ({ _placeholder: true, num });
const event = (...args) => JSON.stringify(['message', ...args]);

describe('connecting', () => {
  const namespaces = [
    ['40', '40', '42', {}],
    ['40{"token":"123"}', '40', '42', { token: '123' }],
    ['40/custom', '40/custom,', '42/custom,', {}],
    ['40/custom,', '40/custom,', '42/custom,', {}],
    ['40/custom,{"token":"abc"}', '40/custom,', '42/custom,', { token: 'abc' }],
  ];
  for (const [asked, welcome, prefix, auth] of namespaces) {
    test(asked, async () => {
      const wire = await greeted();
      wire.send(asked);
      const reply = await wire.next();
      assert.ok(reply.startsWith(`${welcome}{`));
      assert.deepEqual(Object.keys(JSON.parse(reply.slice(welcome.length))), ['sid']);
      assert.equal(await wire.next(), `${prefix}${JSON.stringify(['auth', auth])}`);
      wire.close();
    });
  }

  test('an unknown namespace is refused, and another may be asked for', async () => {
    const wire = await greeted();
    wire.send('40/random', '40');
    assert.equal(await wire.next(), '44/random,{"message":"Invalid namespace"}');
    assert.match(await wire.next(), /^40\{/u);
    wire.close();
  });

  test('who connects none in time is closed, on either transport', async () => {
    const wire = await greeted(hasty);
    const session = await new Polling(hasty, '/socket.io/').open();
    const response = await session.get();
    // The GET waited, or it came when all was over.
    if (response.status === 200) assert.equal(await response.text(), '1');
    await session.expectGone();
    await wire.expectClose();
  });

  test('who has left the last one and stays is closed', async () => {
    const wire = await connected(hasty);
    wire.send('41');
    await wire.expectClose();
  });
});

describe('by polling', () => {
  test('connects, and hears in one payload all that there is', async () => {
    const session = await new Polling(strict, '/socket.io/').open();
    await session.write('40');
    const [reply, auth] = (await session.read()).split(separator);
    assert.match(reply, /^40\{"sid":/u);
    assert.equal(auth, '42["auth",{}]');
    await session.write(
      [
        '452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
        'bAQID',
        'bBAUG',
      ].join(separator),
    );
    assert.equal(
      await session.read(),
      [
        '452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
        'bAQID',
        'bBAUG',
      ].join(separator),
    );
  });

  test('a bad packet is refused where it was sent', async () => {
    const session = await new Polling(strict, '/socket.io/').open();
    await session.write('40');
    await session.read();
    assert.equal((await session.post('42{}')).status, 400);
    await session.expectGone();
  });
});

describe('messages', () => {
  test('events and acknowledgements', async () => {
    const wire = await connected(strict);
    wire.send(
      '42["message",1,"2",{"3":[true]}]',
      '42456["message-with-ack",1,"2",{"3":[false]}]',
      '42["message"]',
      '420["message-with-ack"]',
    );
    assert.equal(await wire.next(), '42["message-back",1,"2",{"3":[true]}]');
    assert.equal(await wire.next(), '43456[1,"2",{"3":[false]}]');
    assert.equal(await wire.next(), '42["message-back"]');
    assert.equal(await wire.next(), '430[]');
    wire.close();
  });

  test('attachments', async () => {
    const wire = await connected(strict);
    const bytes = [Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6])];
    wire.send(
      '452-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
      ...bytes,
    );
    assert.equal(
      await wire.next(),
      '452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
    );
    assert.deepEqual([await wire.next(), await wire.next()], bytes);
    wire.send(
      '452-789["message-with-ack",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
      ...bytes,
    );
    assert.equal(
      await wire.next(),
      '462-789[{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
    );
    assert.deepEqual([await wire.next(), await wire.next()], bytes);
    wire.close();
  });

  test('ten attachments are taken', async () => {
    const wire = await connected(strict);
    const numbers = [...Array(10).keys()];
    wire.send(
      `4510-${event(...numbers.map(place))}`,
      ...numbers.map((number) => Buffer.from([number])),
    );
    assert.match(await wire.next(), /^4510-\["message-back"/u);
    for (const number of numbers) assert.deepEqual(await wire.next(), Buffer.from([number]));
    wire.close();
  });

  test('two namespaces on one connection', async () => {
    const wire = await connected(strict);
    wire.send('40/custom');
    assert.match(await wire.next(), /^40\/custom,/u);
    await wire.next();
    wire.send('42/custom,["message","there"]', '41/custom', '42["message","here"]');
    assert.equal(await wire.next(), '42/custom,["message-back","there"]');
    assert.equal(await wire.next(), '42["message-back","here"]');
    wire.close();
  });

  test('an acknowledgement that nobody asked for is nothing', async () => {
    const wire = await connected(strict);
    wire.send('437[]', '439007199254740991[1]', '42["message"]');
    assert.equal(await wire.next(), '42["message-back"]');
    wire.close();
  });
});

describe('what closes the connection at once', () => {
  const bytes = Buffer.from([1]);
  const rows = {
    'an unknown type': ['4abc'],
    'no type': ['4'],
    'a type beyond the last': ['47'],
    'an event that is an object': ['42{}'],
    'an event that is no JSON': ['42["message",]'],
    'an event that is cut off': ['42["message"'],
    'an event without data': ['42'],
    'an event without a name': ['42[]'],
    'an event with an object as its name': ['42[{}]'],
    'an event with a reserved name': ['42["connect"]'],
    'a bad ack id': ['42abc["message-with-ack"]'],
    'an ack id with a blank': ['42 1["message-with-ack"]'],
    'a negative ack id': ['42-1["message-with-ack"]'],
    'an ack id over 2^53': ['429007199254740992["message-with-ack"]'],
    'an ack without an id': ['43[]'],
    'an ack that is an object': ['431{}'],
    'a CONNECT that is no object': ['40/custom,"token"'],
    'a CONNECT that is no JSON': ['40/custom,{token}'],
    'a second CONNECT': ['40'],
    'a CONNECT_ERROR': ['44{"message":"no"}'],
    'a DISCONNECT with data': ['41{}'],
    'an event for a namespace that is not connected': ['42/custom,["message"]'],
    'bytes that no packet announced': [bytes],
    'a packet where an attachment was due': [
      '451-["message",{"_placeholder":true,"num":0}]',
      '42["message"]',
    ],
    'one attachment too many': ['451-["message",{"_placeholder":true,"num":0}]', bytes, bytes],
    'no attachments': ['450-["message"]'],
    'no count of attachments': ['45-["message"]'],
    'no hyphen behind the count': ['451["message",{"_placeholder":true,"num":0}]'],
    'more than ten attachments': [`4511-${event(...[...Array(11).keys()].map(place))}`],
    'thousands of attachments': ['45999999-["message"]'],
    'fewer placeholders than attachments': ['452-["message",{"_placeholder":true,"num":0}]'],
    'more placeholders than attachments': [`451-${event(place(0), place(1))}`],
    'one placeholder twice': [`452-${event(place(0), place(0))}`],
    'a placeholder of no number': [`451-${event(place('0'))}`],
    'a placeholder of no attachment': [`451-${event(place(1))}`],
    'a negative placeholder': [`451-${event(place(-1))}`],
    'half a placeholder': [`451-${event(place(0.5))}`],
    'a placeholder of 2^32': [`451-${event(place(2 ** 32))}`],
    'attachments over maxPayload together': [
      `452-${event(place(0), place(1))}`,
      Buffer.alloc(600_000),
      Buffer.alloc(600_000),
    ],
  };
  for (const [name, frames] of Object.entries(rows)) {
    test(name, async () => {
      const wire = await connected(strict);
      wire.send(...frames);
      // A packet that is whole may be echoed before the one that is wrong arrives.
      await within(wire.closed, 'close');
    });
  }
});

test('who reads too slowly is cut off, and nobody else', async () => {
  const slow = await connected(strict);
  const other = await connected(strict);
  const before = strict.log().split('reads too slowly').length;
  slow.socket.pause();
  // More than the server's queue and both kernels' buffers hold.
  for (let i = 0; i < 40; ++i) slow.send(`451-${event(place(0))}`, Buffer.alloc(900_000));
  const cut = new Promise((resolve) => {
    const look = () => strict.log().split('reads too slowly').length > before && resolve();
    strict.child.stdout.on('data', look);
    strict.child.stderr.on('data', look);
  });
  await within(cut, 'end of the slow one');
  other.send('42["message","still here"]');
  assert.equal(await other.next(), '42["message-back","still here"]');
  for (const wire of [slow, other]) wire.close();
});
