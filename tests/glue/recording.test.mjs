// The flight recorder: what the WebAssembly decided is decided natively, byte for byte, from a
// recording that holds no secret.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { recorder } from 'ringline/recorder';

import { event, FakeHost, settle } from './fake-host.mjs';
import { replay, replayFile } from './replay.mjs';
import { offer, onlinePhone, ring, talk } from './talk.mjs';

const token = 'eyJhbGciOiJI.eyJzdWIiOiJ1MSIsInRlbmFudCI6InQxIn0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';
const sdp = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 192.168.7.31',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111',
  'c=IN IP6 2001:db8::7:31',
  'a=ice-ufrag:EEtuSecret',
  'a=ice-pwd:asd88fgpdd777uzjYhagZgSecret',
  'a=fingerprint:sha-256 19:E2:1C:3B:4B:9F:81:E6:B8:5C:F4:A5',
  'a=rtpmap:111 opus/48000/2',
  '',
].join('\r\n');
const secrets = [
  ...[token, '192.168.7.31', '2001:db8::7:31', 'EEtuSecret', 'asd88fgpdd777uzjYhagZgSecret'],
  ...['19:E2:1C', 'Amina', 'Åsa Ø', '+4670', 'turn-password', '1790000003600:t1:u1', 'r1'],
  ...['d6f0b2c1-7d4e-4a3b-9c2d-0a1b2c3d4e5f.local', '203.0.113.9'],
];

/** Rings, talks and hangs up, with every secret on its way. */
async function wholeCall(context) {
  const { host, phone } = context;
  const iceServers = [
    { urls: ['turn:t.example'], username: '1790000003600:t1:u1', credential: 'turn-password' },
  ];
  host.socket.hear(event('call:relay', { callId: 'c1', iceServers, expiresAt: 9_000 }));
  ring(host);
  offer(host, sdp);
  await settle();
  const candidate =
    'candidate:1 1 udp 2113937151 d6f0b2c1-7d4e-4a3b-9c2d-0a1b2c3d4e5f.local 61413 typ host ufrag EEtuSecret';
  host.peer.onicecandidate({
    candidate: { candidate, sdpMid: '0', usernameFragment: 'EEtuSecret' },
  });
  phone.accept('c1');
  await settle();
  host.socket.hear('43/webrtc,1[{"ok":true,"callId":"c1"}]');
  host.socket.hear(event('call:accepted', { callId: 'c1', answeredAt: 1_790_000_000_000 }));
  host.peer.become('connected');
  host.pass(2_500);
  host.socket.hear('2');
  phone.hangUp('c1');
  host.socket.hear('43/webrtc,2[{"ok":true,"callId":"c1"}]');
  host.socket.hear('42/webrtc,["call:ended",{"callId":"c9","reason":"no JSON 203.0.113.9');
  host.pass(3_000);
  host.socket.hear('2');
  await settle();
}

/** All that was asked of the gateway. */
function acknowledge({ socket }) {
  for (const frame of socket.sent) {
    const [, id] = /^42\/webrtc,(\d+)/.exec(frame) ?? [];
    if (id) socket.hear(`43/webrtc,${id}[{"ok":true,"callId":"c1"}]`);
  }
}

const phoneOf = (options) =>
  onlinePhone({ auth: async () => ({ token }), recorder: recorder(), ...options });

test('a recording of a call is replayed natively, byte for byte', async () => {
  for (const redacted of [false, true]) {
    const context = await phoneOf({ recorder: recorder({ redacted }) });
    await wholeCall(context);
    await assert.rejects(context.phone.dial({}), { code: 'bad_field' });
    await context.phone.dial({ contactId: 'k1', name: 'Åsa Ø', phoneNumber: '+4670' });
    const { status, said } = replay(context.phone.recording());
    assert.equal(status, 0, said);
    assert.match(said, /\d+ inputs; every decision as it was recorded\n$/);
    assert.match(said, /state=active/);
    assert.match(said, /refused code=bad_field field=contactId/);
  }
});

test('a redacted recording holds no secret, and a whole one does', async () => {
  const recordings = {};
  for (const [recording, redacted] of [
    ['whole', false],
    ['redacted', true],
  ]) {
    const context = await phoneOf({ recorder: recorder({ redacted }) });
    await wholeCall(context);
    await context.phone.dial({ contactId: 'k1', name: 'Åsa Ø', phoneNumber: '+4670' });
    recordings[recording] = context.phone.recording();
  }
  for (const secret of secrets) {
    assert.ok(recordings.whole.includes(secret), secret);
    if (secret !== 'r1') assert.ok(!recordings.redacted.includes(secret), secret);
  }
  assert.ok(!recordings.redacted.includes('"resumeToken":"r1"'));
  // What is no secret stays readable.
  for (const open of ['a=rtpmap:111 opus/48000/2', 'typ host', 'turn:t.example', 'call:accepted']) {
    assert.ok(recordings.redacted.includes(open), open);
  }
});

test('the same text becomes the same word in one recording, and another in the next', async () => {
  const contextOf = async (salt) => {
    const host = new FakeHost();
    host.seed = () => [salt, 7];
    return phoneOf({ host });
  };
  const [one, other] = [await contextOf(11), await contextOf(12)].map(({ phone }) =>
    [...phone.recording().matchAll(/"token\\?":\\?"([^"\\]+)/g)].map(([, word]) => word),
  );
  assert.ok(one.length >= 1 && new Set(one).size === 1);
  assert.equal(one[0].length, token.length);
  assert.notEqual(one[0], other[0]);
});

test('old inputs are forgotten at a rest, and what is left replays from there', async () => {
  const context = await phoneOf({});
  const { host, phone } = context;
  for (let i = 0; i < 700; ++i) {
    host.pass(10);
    host.socket.hear('2');
  }
  const quiet = phone.recording();
  assert.ok(quiet.split('\n').filter((line) => line.startsWith('{"checkpoint"')).length >= 2);
  await talk(context);
  const { status, said } = replay(phone.recording());
  assert.equal(status, 0, said);

  // Texts as long as a frame may be, until the beginning has fallen off.
  phone.hangUp('c1');
  acknowledge(host);
  host.pass(3_000);
  const long = `42/webrtc,${JSON.stringify(['unheard:of', { text: 'x'.repeat(60_000) }])}`;
  for (let i = 0; i < 600; ++i) {
    host.pass(10_000);
    host.socket.hear(long);
  }
  const kept = phone.recording();
  assert.ok(kept.length < 24_000_000, `${kept.length} characters`);
  assert.match(kept.split('\n')[1], /^\{"checkpoint"/);
  const later = replay(kept, '--quiet');
  assert.equal(later.status, 0, later.said);
});

test('a call that is too long to keep is given up, and the next rest begins anew', async () => {
  const context = await phoneOf({});
  const { host, phone } = context;
  await talk(context);
  const long = `42/webrtc,${JSON.stringify(['unheard:of', { text: 'x'.repeat(60_000) }])}`;
  for (let i = 0; i < 300; ++i) host.socket.hear(long);
  const { status, said } = replay(phone.recording());
  assert.equal(status, 2, said);
  assert.match(said, /nothing was kept/);
  phone.hangUp('c1');
  acknowledge(host);
  host.pass(3_000);
  host.socket.hear('2');
  assert.equal(replay(phone.recording()).status, 0);
});

test('a decision that differs is found, shown, and can be taken for the right one', async () => {
  const context = await phoneOf({});
  await wholeCall(context);
  const lines = context.phone.recording().split('\n');
  const at = lines.findIndex((line) => line.includes('"hangUp"'));
  lines[at] = lines[at].replace('"hangUp"', '"reject"');
  const { status, said } = replay(lines.join('\n'));
  assert.equal(status, 1);
  assert.match(said, new RegExp(`first at line ${at + 1}\n`));
  assert.match(said, /^! .*reject/m);
  for (const [number, line, message] of [
    [1, '{"ringline":"recording","version":2}', /line 1 is not the head/],
    [2, '{}', /line 2 must say where it begins/],
    [3, 'x', /line 3 is neither/],
    [2, '{"checkpoint":{"nowMs":1}}', /randomLow is missing/],
  ]) {
    const broken = [...lines];
    broken[number - 1] = line;
    const refused = replay(broken.join('\n'));
    assert.equal(refused.status, 2, refused.said);
    assert.match(refused.said, message);
  }
  assert.equal(replay('').status, 2);
});

test('nothing is kept where that is not wanted', async () => {
  const context = await phoneOf({ recorder: undefined });
  await wholeCall(context);
  assert.equal(context.phone.recording(), '');
});

// A failure in the field becomes a test by adding its file; see tests/recordings/README.md.
const folder = fileURLToPath(new URL('../recordings/', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));

test('there are recordings', () => assert.ok(files.length > 0));

for (const name of files) {
  test(`recording ${name} decides as it did`, () => {
    assert.ok(readFileSync(folder + name, 'utf8').includes('"redacted":true'), 'is not redacted');
    const { status, said } = replayFile(folder + name);
    assert.equal(status, 0, said.slice(-4_000));
  });
}

test('what the other phone says too long on the channel is never looked at', async () => {
  const { host, phone } = await phoneOf();
  ring(host);
  offer(host, 'v=0 m=audio m=application');
  await settle();
  const recorded = () => phone.recording().length;
  const before = recorded();
  host.peer.channel.hear('eyJ'.repeat(87_000));
  assert.equal(recorded(), before);
  host.peer.channel.hear('eyJ'.repeat(300));
  assert.notEqual(recorded(), before);
});

test('a text that looks like the beginning of many tokens is redacted as fast as any other', async () => {
  const { host } = await phoneOf();
  const took = (text) => {
    const began = performance.now();
    host.socket.hear(event('call:error', { message: text, code: 'x' }));
    return performance.now() - began;
  };
  const bytes = 60_000;
  took('abc'.repeat(bytes / 3));
  const usual = Math.max(1, took('abd'.repeat(bytes / 3)));
  const looksLikeTokens = took('eyJ'.repeat(bytes / 3));
  assert.ok(looksLikeTokens < 15 * usual, `${looksLikeTokens} ms, others ${usual} ms`);
});
