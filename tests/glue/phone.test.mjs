// The package's phone on a faked host, with the real core in WebAssembly.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createPhone, PhoneError } from 'ringline';

import { event, FakeHost, goOnline, settle, until } from './fake-host.mjs';
import { acknowledge, offer, onlinePhone, ring, talk } from './talk.mjs';

test('the channel between the two phones: made before the offer, its words carried both ways', async () => {
  const context = await onlinePhone();
  const { host, phone } = context;
  ring(host);
  offer(host, 'v=0 m=audio m=application');
  await settle();
  const { channel } = host.peer;
  assert.deepEqual(channel.options, { negotiated: true, id: 0 });
  channel.open();
  phone.accept('c1');
  await settle();
  assert.deepEqual(channel.sent.splice(0), ['["call:accept",{"callId":"c1"}]']);
  host.socket.hear(
    event('call:accepted', { callId: 'c1', answeredAt: 1_790_000_000_000, protocol: 2 }),
  );
  host.peer.become('connected');
  await settle();
  channel.hear('["call:media",{"callId":"c1","seq":1,"muted":true}]');
  assert.equal(phone.getSnapshot().calls[0].otherMuted, true);
  channel.hear(new ArrayBuffer(8)); // no text: of no meaning here
  phone.setHold('c1', true);
  assert.equal(phone.getSnapshot().calls[0].held, true);
  assert.equal(host.tracks[0].enabled, false);
  assert.equal(host.audios.at(-1)?.playing ?? false, false);
  assert.ok(channel.sent.some((word) => word.includes('"held":true')));
  assert.equal(host.socket.events('call:media').at(-1).held, true);

  phone.hangUp('c1');
  assert.ok(channel.sent.at(-1).includes('"call:end"'));
  assert.equal(host.tracks[0].readyState, 'ended');
  assert.equal(host.peer.connectionState, 'connected', 'until the other phone has heard it');
  channel.drop();
  assert.equal(host.peer.connectionState, 'closed');
});

test('an end that the other phone says needs no gateway', async () => {
  const context = await onlinePhone();
  const { host, phone } = context;
  ring(host);
  offer(host, 'v=0 m=audio m=application');
  await settle();
  host.peer.channel.open();
  phone.accept('c1');
  await settle();
  host.socket.drop();
  host.peer.channel.hear('["call:media",{"callId":"c1","seq":0}]');
  host.peer.become('connected');
  assert.equal(phone.getSnapshot().calls[0].state, 'active');
  host.peer.channel.hear('["call:end",{"callId":"c1","reason":"hung_up"}]');
  assert.equal(phone.getSnapshot().calls[0].reason, 'hung_up');
  assert.equal(phone.getSnapshot().calls[0].endedBy, 'remote');
  assert.equal(host.peer.connectionState, 'closed');
});

test('a base peer gets no channel', async () => {
  const context = await onlinePhone();
  ring(context.host);
  offer(context.host, 'v=0 m=audio');
  await settle();
  assert.equal(context.host.peer.channel, null);
});

async function talkWithChannel(host, phone) {
  ring(host);
  offer(host, 'v=0 m=audio m=application');
  await settle();
  host.peer.channel.open();
  phone.accept('c1');
  await settle();
  host.socket.hear(
    event('call:accepted', { callId: 'c1', answeredAt: 1_790_000_000_000, protocol: 2 }),
  );
  host.peer.hearTrack();
  host.peer.become('connected');
  await settle();
  assert.equal(phone.getSnapshot().calls[0].state, 'active');
}

test('packets that come no more: the other phone is asked, then the path is lost, until they come', async () => {
  const { host, phone } = await onlinePhone();
  await talkWithChannel(host, phone);
  const { peer } = host;
  const look = async (packets) => {
    peer.packets += packets;
    host.pass(250);
    await settle();
  };
  const inputs = [];
  phone.on('trace', ({ input }) => inputs.push(input));
  for (let i = 0; i < 8; ++i) await look(12);
  assert.deepEqual(
    inputs.filter(({ type }) => type === 'peerFlow'),
    [],
    'while they come it is no news',
  );
  peer.channel.sent.length = 0;
  await look(0);
  assert.deepEqual(peer.channel.sent, ['["link:ping",{}]']);
  await look(0);
  assert.equal(phone.getSnapshot().calls[0].state, 'active');
  await look(0);
  assert.equal(phone.getSnapshot().calls[0].state, 'reconnecting');
  assert.deepEqual(phone.getSnapshot().calls[0].repair, { what: null, attempt: 0, leftS: 30 });
  offer(host, 'another path', 2);
  assert.deepEqual(phone.getSnapshot().calls[0].repair, { what: 'restart', attempt: 1, leftS: 30 });
  await look(12);
  assert.equal(phone.getSnapshot().calls[0].state, 'active');
  assert.equal(phone.getSnapshot().calls[0].repair, null);
  assert.equal(inputs.at(-1).quietMs ?? 0, 0);
});

test('a packet that is late is looked for sooner, and its time is the browser’s to say', async () => {
  const { host, phone } = await onlinePhone();
  await talkWithChannel(host, phone);
  const { peer } = host;
  const told = [];
  phone.on('trace', ({ input }) => {
    if (input.type === 'peerFlow') told.push(input.quietMs);
  });
  const look = async (afterMs, packets, agoMs) => {
    peer.packets += packets;
    peer.packetAgoMs = agoMs;
    host.pass(afterMs);
    await settle();
  };
  await look(200, 10, 19);
  await look(200, 8, 59);
  await look(199, 0, 258);
  assert.deepEqual(told, [], 'it is not looked yet');
  await look(1, 10, 20);
  await look(200, 7, 60);
  await look(50, 0, 110);
  await look(50, 0, 160);
  assert.deepEqual(told, []);
  await look(50, 0, 210);
  assert.deepEqual(told, [210]);
  await look(199, 0, 409);
  assert.deepEqual(told, [210], 'what is known to be quiet is looked at no more often');
  await look(1, 1, 100);
  assert.deepEqual(told, [210, 100]);
  await look(50, 3, 3_600_000);
  await look(200, 3, -3_600_000);
  assert.deepEqual(told, [210, 100], 'a clock that was set is not believed');
});

test('a page that is loaded again goes on with its call', async () => {
  const { host, phone } = await onlinePhone({ memoryKey: 'me' });
  await talkWithChannel(host, phone);
  const [first] = host.peers;
  host.happen('leaving');
  assert.equal(first.connectionState, 'closed');
  assert.equal(host.tracks[0].readyState, 'ended');
  assert.deepEqual(host.socket.events('call:end'), []);
  // What is shown is acted on in vain: a component that mounts now connects nothing.
  assert.equal(phone.getSnapshot().calls[0].state, 'active');
  phone.connect();
  await settle();
  assert.equal(host.sockets.length, 1);
  assert.equal(host.remembered.size, 1);

  const next = new FakeHost();
  next.remembered = host.remembered;
  const page = createPhone({
    url: '/',
    auth: async () => ({ token: 'jwt' }),
    host: next,
    memoryKey: 'me',
  });
  page.connect();
  await until(() => page.getSnapshot().calls.length > 0);
  const [call] = page.getSnapshot().calls;
  assert.equal(call.id, 'c1');
  assert.equal(call.resuming, true);
  assert.equal(call.reason, null);
  await goOnline(next);
  assert.ok(next.socket.sent[0].includes('"resumeToken":"r1"'));
  assert.equal(next.socket.events('call:resume').length, 1);
  next.socket.hear(
    event('webrtc:offer', {
      callId: 'c1',
      offer: { type: 'offer', sdp: 'm=application' },
      seq: 9,
      generation: 2,
    }),
  );
  await settle();
  next.peer.become('connected');
  await settle();
  assert.equal(page.getSnapshot().calls[0].state, 'active');
  assert.equal(page.getSnapshot().calls[0].resuming, false);
  assert.ok(next.peer.steps.includes('replaceTrack microphone 1'));
  page.hangUp('c1');
  // Until the gateway has heard of it.
  assert.equal(next.remembered.size, 1);
  const [, number] = /^42\/webrtc,(\d+)\["call:end"/.exec(next.socket.sent.at(-1));
  next.socket.hear(`43/webrtc,${number}[{"ok":true}]`);
  assert.equal(next.remembered.size, 0);
});

test('another network: the connection is asked whether it lives', async () => {
  const { host } = await onlinePhone();
  host.happen('changed');
  assert.equal(host.socket.events('link:ping').length, 1);
  host.pass(1_600);
  await settle();
  assert.equal(host.sockets.length, 2);
});

test('servers made for a call: in its peer connection, renewed without a new one', async () => {
  const context = await onlinePhone();
  const { host } = context;
  const relay = (credential) => {
    const iceServers = [{ urls: ['turn:t.example'], username: '9:t1:u1:c1', credential }];
    host.socket.hear(event('call:relay', { callId: 'c1', iceServers, expiresAt: 9_000 }));
    return [...iceServers, { urls: ['stun:stun.example'] }];
  };
  const first = relay('first');
  await talk(context);
  assert.deepEqual(host.peer.configuration, { iceServers: first, iceTransportPolicy: 'all' });
  const second = relay('second');
  await settle();
  assert.deepEqual(host.peer.configuration, { iceServers: second, iceTransportPolicy: 'all' });
  assert.equal(host.peers.length, 1);
  assert.equal(host.peer.steps.at(-1), 'setConfiguration');
  assert.equal(host.peer.connectionState, 'connected');
});

test('connects: the right address, fresh auth for each connection, the session resumed', async () => {
  let asked = 0;
  const { host, phone } = await onlinePhone({
    url: 'https://calls.example',
    path: '/api/socket.io',
    auth: async () => ({ token: `jwt${++asked}` }),
  });
  assert.equal(host.socket.url, 'wss://calls.example/api/socket.io/?EIO=4&transport=websocket');
  assert.deepEqual(host.socket.sent, [
    '40/webrtc,{"token":"jwt1","protocol":2,"features":["seen"]}',
  ]);
  host.socket.drop();
  assert.equal(phone.getSnapshot().link, 'connecting');
  host.pass(300);
  await goOnline(host);
  assert.equal(host.sockets.length, 2);
  assert.deepEqual(host.socket.sent, [
    '40/webrtc,{"token":"jwt2","protocol":2,"resumeToken":"r1","features":["seen"]}',
  ]);
});

test('an auth that fails is tried again', async () => {
  let fails = true;
  const host = new FakeHost();
  const phone = createPhone({
    url: '/',
    auth: async () => {
      if (fails) throw new Error('signed out');
      return { token: 'jwt' };
    },
    host,
  });
  const told = [];
  phone.on('event', ({ name, detail }) => told.push(`${name} ${detail}`));
  phone.connect();
  await until(() => told.length > 0);
  assert.equal(told[0], 'link_lost auth: Error: signed out');
  assert.equal(host.sockets.length, 0);
  fails = false;
  host.pass(300);
  await goOnline(host);
  assert.equal(phone.getSnapshot().link, 'online');
});

test('a token that runs out: the next one is sent on the same connection', async () => {
  const tokens = ['jwt1', new Error('signed out'), { jwt: 'jwt3' }, 'jwt4'];
  const { host, phone } = await onlinePhone({
    auth: async () => {
      const token = tokens.shift();
      if (token instanceof Error) throw token;
      return { token };
    },
  });
  const told = [];
  phone.on('event', ({ name, detail }) => told.push(`${name} ${detail}`));
  const expire = async () => {
    host.socket.hear(event('auth:expiring', { expiresAt: 1_790_000_060_000 }));
    await settle();
  };
  // Who has no token, or nonsense for one, is told so, asked again, and keeps the connection.
  await expire();
  assert.deepEqual(told, ['warning auth: Error: signed out']);
  await expire();
  assert.match(told[1], /^warning freshAuth: auth.token must be a text/);
  assert.deepEqual(host.socket.events('auth:refresh'), []);
  await expire();
  assert.deepEqual(host.socket.events('auth:refresh'), [{ token: 'jwt4' }]);
  assert.equal(host.sockets.length, 1);
  assert.equal(phone.getSnapshot().link, 'online');
});

test('sent away for its token, it comes back at once with the next one', async () => {
  let asked = 0;
  const { host, phone } = await onlinePhone({ auth: async () => ({ token: `jwt${++asked}` }) });
  host.socket.hear(event('call:error', { message: 'Session ended', code: 'token_expired' }));
  host.socket.hear('41/webrtc,');
  await goOnline(host);
  assert.equal(host.sockets.length, 2);
  assert.deepEqual(host.socket.sent, [
    '40/webrtc,{"token":"jwt2","protocol":2,"resumeToken":"r1","features":["seen"]}',
  ]);
  assert.equal(phone.getSnapshot().link, 'online');
});

test('the snapshot is the same frozen object until something has changed', async () => {
  const { host, phone } = await onlinePhone();
  const before = phone.getSnapshot();
  let told = 0;
  const stop = phone.subscribe(() => (told += 1));
  host.socket.hear('2');
  assert.equal(phone.getSnapshot(), before);
  assert.equal(told, 0);
  ring(host);
  assert.notEqual(phone.getSnapshot(), before);
  assert.equal(told, 1);
  const ringing = phone.getSnapshot();
  assert.ok(Object.isFrozen(ringing) && Object.isFrozen(ringing.calls[0].peer));
  ring(host, 'c2', 'u3'); // answered busy
  assert.equal(phone.getSnapshot(), ringing);
  stop();
  phone.reject('c1');
  assert.equal(told, 1);
});

test('dials: an id at once, the microphone while it rings, the offer when it is answered', async () => {
  const { host, phone } = await onlinePhone();
  const id = await phone.dial({ contactId: 'k1', name: 'Rahim' });
  assert.equal(await phone.dial({ contactId: 'k1', name: 'Rahim' }), id);
  assert.deepEqual(host.socket.events('call:initiate'), [
    { contactId: 'k1', contactPhone: '', contactName: 'Rahim', clientCallId: id },
  ]);
  assert.equal(host.tracks.length, 1);
  host.socket.hear(event('call:ringing', { callId: 'c9', callLogId: 'log9', clientCallId: id }));
  assert.equal(phone.getSnapshot().calls[0].logId, 'log9');
  assert.equal(host.peers.length, 0);
  await settle();
  host.socket.hear(event('call:accepted', { callId: 'c9', answeredAt: 1_790_000_001_000 }));
  await settle();
  assert.deepEqual(host.peer.configuration, {
    iceServers: [{ urls: ['stun:stun.example'] }],
    iceTransportPolicy: 'all',
  });
  assert.deepEqual(host.peer.steps, [
    'addTransceiver audio sendrecv',
    'setStreams 1',
    'setLocal offer',
    'replaceTrack microphone 1',
  ]);
  assert.equal(host.socket.events('webrtc:offer')[0].offer.sdp, 'offer');
});

test('answers: the transceiver of the offer, no microphone before the click', async () => {
  const { host, phone } = await onlinePhone();
  ring(host);
  offer(host);
  host.socket.hear(
    event('webrtc:ice-candidate', {
      callId: 'c1',
      candidate: { candidate: 'candidate:1', sdpMid: '0' },
      seq: 2,
      generation: 1,
    }),
  );
  await settle();
  const answered = ['setRemote offer', 'direction sendrecv', 'setStreams 1', 'setLocal answer'];
  assert.deepEqual(host.peer.steps, [...answered, 'candidate candidate:1']);
  assert.equal(host.tracks.length, 0);
  host.peer.hearTrack();
  assert.equal(host.audios[0].muted, true, 'no voice before the click either');
  phone.accept('c1');
  await settle();
  assert.equal(host.peer.steps.at(-1), 'replaceTrack microphone 1');
  assert.ok(host.audios[0].isHeard);
  host.socket.hear(event('call:accepted', { callId: 'c1', answeredAt: 1_790_000_000_000 }));
  host.peer.become('connected');
  assert.equal(phone.getSnapshot().calls[0].state, 'active');
});

test('after the end nothing is left: track, peer connection, voice', async () => {
  const context = await onlinePhone();
  await talk(context);
  const { host, phone } = context;
  phone.hangUp('c1');
  assert.equal(host.tracks[0].readyState, 'ended');
  assert.equal(host.peer.connectionState, 'closed');
  assert.equal(host.audios[0].playing, false);
  assert.equal(host.audios[0].srcObject, null);
  host.pass(1_600);
  assert.deepEqual(phone.getSnapshot().calls, []);
});

test('muting disables the track, and a new track is born muted', async () => {
  const context = await onlinePhone();
  await talk(context);
  const { host, phone } = context;
  phone.setMuted('c1', true);
  assert.equal(host.tracks[0].enabled, false);
  host.tracks[0].onended();
  await settle();
  assert.equal(host.tracks.length, 2);
  assert.equal(host.tracks[1].enabled, false);
  assert.equal(host.peer.steps.at(-1), 'replaceTrack microphone 2');
  phone.setMuted('c1', false);
  assert.equal(host.tracks[1].enabled, true);
});

test('digits are sent after those that wait; others, and too many, are refused', async () => {
  const context = await onlinePhone();
  ring(context.host);
  assert.throws(() => context.phone.sendDtmf('c1', '1'), { code: 'wrong_state' });
  context.host.socket.hear(event('call:ended', { callId: 'c1' }));
  context.host.pass(1_600);
  await talk(context);
  const { host, phone } = context;
  phone.sendDtmf('c1', '1');
  phone.sendDtmf('c1', '#2');
  assert.deepEqual(host.peer.steps.slice(-2), ['digits 1 160 70', 'digits 1#2 160 70']);
  for (const digits of ['', 'x', '1'.repeat(33)]) {
    assert.throws(() => phone.sendDtmf('c1', digits), { code: 'bad_field', field: 'digits' });
  }
  phone.sendDtmf('c1', '*'.repeat(32));
});

for (const [name, error, state] of [
  ['denied', new DOMException('no', 'NotAllowedError'), 'denied'],
  ['missing', new DOMException('none', 'NotFoundError'), 'missing'],
  ['failed', new DOMException('busy', 'NotReadableError'), 'failed'],
]) {
  test(`a microphone that is ${name} ends the call and says so`, async () => {
    const { host, phone } = await onlinePhone();
    const warnings = [];
    phone.on('event', (it) => it.name === 'warning' && warnings.push(it.detail));
    host.microphone = error;
    ring(host);
    phone.accept('c1');
    await settle();
    const [call] = phone.getSnapshot().calls;
    assert.equal(call.reason, 'microphone_denied');
    assert.deepEqual(warnings, [`microphone ${state}: ${error.message}`]);
    // Another device may have been faster: then the call isn't this one's to end.
    assert.deepEqual(host.socket.events('call:end'), []);
    acknowledge(host, { ok: true, callId: 'c1' });
    assert.equal(host.socket.events('call:end')[0].reason, 'microphone_denied');
  });
}

test('a microphone that is granted after the end is given back at once', async () => {
  const { host, phone } = await onlinePhone();
  ring(host);
  phone.accept('c1');
  phone.hangUp('c1');
  await settle();
  assert.equal(host.tracks[0].readyState, 'ended');
});

test('a refused step is reported; a new generation takes the old one’s place', async () => {
  const context = await onlinePhone();
  const { host, phone } = context;
  const warnings = [];
  phone.on('event', (it) => it.name === 'warning' && warnings.push(it.detail));
  ring(host);
  phone.accept('c1');
  offer(host, 'refused');
  await settle();
  assert.deepEqual(warnings, ['setRemote: Error: bad SDP']);
  const old = host.peer;
  offer(host, 'offer', 2, 2);
  await settle();
  assert.equal(host.peers.length, 2);
  assert.equal(old.connectionState, 'closed');
  assert.ok(host.peer.steps.includes('setLocal answer'));
  // What the old one still says is nobody's business.
  const sent = host.socket.sent.length;
  old.onconnectionstatechange?.();
  old.onicecandidate?.({ candidate: null });
  assert.equal(host.socket.sent.length, sent);
});

test('a peer connection that can’t be made is a warning, not a crash', async () => {
  const { host, phone } = await onlinePhone();
  const warnings = [];
  phone.on('event', (it) => it.name === 'warning' && warnings.push(it.detail));
  host.peerRefused = new Error('no WebRTC');
  ring(host);
  phone.accept('c1');
  offer(host);
  await settle();
  assert.deepEqual(warnings, ['createPeer: Error: no WebRTC']);
  host.pass(15_000);
  assert.equal(phone.getSnapshot().calls[0]?.reason ?? 'media_failed', 'media_failed');
});

test('a refused autoplay is shown, and solved by the next gesture', async () => {
  const context = await onlinePhone();
  context.host.autoplayRefused = true;
  await talk(context);
  const { host, phone } = context;
  assert.equal(phone.getSnapshot().needsGesture, true);
  host.allowSound();
  host.happen('gesture');
  await settle();
  assert.equal(phone.getSnapshot().needsGesture, false);
  assert.ok(host.audios[0].playing);
});

test('what can’t be done is thrown with its code', async () => {
  const { host, phone } = await onlinePhone();
  assert.throws(() => phone.accept('c404'), { name: 'PhoneError', code: 'unknown_call' });
  await assert.rejects(phone.dial({}), { code: 'bad_field', field: 'contactId' });
  ring(host);
  assert.throws(() => phone.setMuted('c404', true), PhoneError);
  await assert.rejects(phone.dial({ contactId: 'k1' }), { code: 'wrong_state' });
  const early = createPhone({ url: '/', auth: async () => ({ token: '' }), host: new FakeHost() });
  assert.throws(() => early.hangUp('c1'), { code: 'wrong_state', field: 'link' });
});

test('a configuration that is out of its limits is shown, and not tried again', async () => {
  const host = new FakeHost();
  const phone = createPhone({
    url: '/',
    auth: async () => ({ token: '' }),
    host,
    tuning: { backoffCapMs: 0 },
  });
  phone.connect();
  await until(() => phone.getSnapshot().error);
  assert.equal(phone.getSnapshot().error.code, 'bad_field');
  assert.match(phone.getSnapshot().error.message, /^backoffCapMs /);
  const shown = phone.getSnapshot();
  host.pass(120_000);
  await settle();
  assert.equal(phone.getSnapshot(), shown);
});

test('outside a browser it says that it needs a host', async () => {
  const phone = createPhone({ url: '/', auth: async () => ({ token: '' }) });
  phone.connect();
  await until(() => phone.getSnapshot().error);
  assert.deepEqual(phone.getSnapshot().error, {
    code: 'bad_field',
    message: 'host: must be given outside a browser',
  });
});

test('an auth of the wrong form is named, and asked for again', async () => {
  const host = new FakeHost();
  let token = { jwt: 'not a text' };
  const phone = createPhone({ url: '/', auth: async () => ({ token }), host });
  const told = [];
  phone.on('event', ({ name, detail }) => told.push(`${name} ${detail}`));
  phone.connect();
  await until(() => host.sockets.length > 0);
  host.socket.open();
  assert.equal(told.length, 2);
  assert.match(told[0], /^warning linkUp: auth\.token /);
  assert.match(told[1], /^link_lost linkUp: auth\.token /);
  assert.deepEqual(host.sockets[0].sent, []);
  assert.equal(host.sockets[0].readyState, 3);
  token = 'jwt';
  host.pass(300);
  await until(() => host.sockets.length === 2);
  await goOnline(host);
  assert.equal(phone.getSnapshot().link, 'online');
});

test('an address that no socket can be opened to is named', async () => {
  const host = new FakeHost();
  const phone = createPhone({ url: 'https://', auth: async () => ({ token: '' }), host });
  const told = [];
  phone.on('event', ({ name, detail }) => told.push(`${name} ${detail}`));
  phone.connect();
  await until(() => told.length > 0);
  assert.match(told[0], /^link_lost url: TypeError/);
});

test('a browser that can make no sound still connects the call', async () => {
  const { host, phone } = await onlinePhone();
  host.contextRefused = new Error('too many audio contexts');
  const warnings = [];
  phone.on('event', (it) => it.name === 'warning' && warnings.push(it.detail));
  ring(host);
  assert.deepEqual(warnings, ['playTone: Error: too many audio contexts']);
  assert.equal(phone.getSnapshot().calls[0].state, 'incoming');
  const ends = [];
  phone.on('event', ({ name, detail }) => name === 'ended' && ends.push(detail));
  host.pass(60_000);
  assert.deepEqual(ends, ['no_answer'], 'its timer was set');
});

test('a ring that nobody can hear is shown, and heard after the next gesture', async () => {
  const { host, phone } = await onlinePhone();
  host.contextState = 'suspended';
  ring(host);
  host.pass(400);
  assert.equal(phone.getSnapshot().needsGesture, false, 'it may only be slow');
  host.pass(200);
  assert.equal(phone.getSnapshot().needsGesture, true);
  host.allowSound();
  host.happen('gesture');
  await settle();
  assert.equal(phone.getSnapshot().needsGesture, false);
  phone.reject('c1');
});

test('a silent ring that stops needs no gesture any more', async () => {
  const { host, phone } = await onlinePhone();
  host.contextState = 'suspended';
  ring(host);
  host.pass(600);
  assert.equal(phone.getSnapshot().needsGesture, true);
  host.socket.hear(event('call:ended', { callId: 'c1', reason: 'cancelled' }));
  assert.equal(phone.getSnapshot().needsGesture, false);
});

test('listeners may call the phone, and one that throws harms nobody', async (context) => {
  context.mock.method(console, 'error', () => {});
  const { host, phone } = await onlinePhone();
  phone.subscribe(() => {
    throw new Error('mine');
  });
  const states = [];
  phone.subscribe(() => {
    const [call] = phone.getSnapshot().calls;
    states.push(call?.state);
    if (call?.state === 'incoming') phone.reject(call.id);
  });
  ring(host);
  assert.deepEqual(states, ['incoming', 'ended']);
  assert.equal(console.error.mock.callCount(), 2);
});

test('presence: the set of those who are reachable, the same until something changes', async () => {
  const { host, phone } = await onlinePhone();
  const told = [];
  const stop = phone.on('presence', (reachable) => told.push([...reachable]));
  const hear = (snapshot, ...contacts) =>
    host.socket.hear(event('presence:changed', { contacts, ...(snapshot && { snapshot }) }));
  const here = (contactId) => ({ contactId, reachable: true });
  const gone = (contactId) => ({ contactId, reachable: false });

  assert.equal(phone.getReachable().size, 0);
  hear(true, here('k1'), here('k2'));
  const before = phone.getReachable();
  assert.equal(phone.getReachable(), before);
  hear(false, gone('k1'), here('k3'));
  assert.deepEqual([...before], ['k1', 'k2'], 'what was given away does not change');
  assert.deepEqual([...phone.getReachable()], ['k2', 'k3']);
  // After a reconnect only what is named is left.
  hear(true, here('k3'));
  assert.deepEqual(told, [['k1', 'k2'], ['k2', 'k3'], ['k3']]);
  stop();
  hear(true);
  assert.equal(phone.getReachable().size, 0);
  assert.equal(told.length, 3);
});

test('the trace is a complete recording: every input with its time and outputs', async () => {
  const { host, phone } = await onlinePhone();
  const entries = [];
  const stop = phone.on('trace', (entry) => entries.push(entry));
  host.pass(500);
  ring(host);
  stop();
  phone.reject('c1');
  assert.equal(entries.length, 1);
  assert.equal(entries[0].nowMs, 1_500);
  assert.equal(entries[0].input.type, 'linkFrame');
  assert.equal(entries[0].outputs.at(-1).type, 'wait');
  assert.ok(entries[0].outputs.some(({ type, tone }) => type === 'playTone' && tone === 'ring'));
});

test('network, sleep and leaving reach the core', async () => {
  const context = await onlinePhone();
  await talk(context);
  const { host, phone } = context;
  host.happen('offline');
  host.happen('online');
  await settle();
  assert.equal(host.sockets.length, 2, 'reconnects at once');
  host.ms += 60_000; // asleep: no timer fired
  host.happen('awake');
  assert.equal(phone.getSnapshot().calls[0].durationS, 60);
  host.happen('leaving');
  assert.equal(host.tracks[0].readyState, 'ended');
  assert.equal(host.peer.connectionState, 'closed');
  assert.equal(host.isListenedTo, false);
  assert.equal(host.socket.readyState, 3);
});

test('another microphone is taken at once, muted as the one before was', async () => {
  const context = await onlinePhone();
  await talk(context);
  const { host, phone } = context;
  phone.setMuted('c1', true);
  phone.setMicrophone({ deviceId: 'mic2' });
  await settle();
  assert.equal(host.constraints.at(-1).deviceId, 'mic2');
  assert.deepEqual(
    host.tracks.map(({ readyState, enabled }) => [readyState, enabled]),
    [
      ['ended', false],
      ['live', false],
    ],
  );
  assert.equal(host.peer.steps.at(-1), 'replaceTrack microphone 2');
  assert.equal(phone.getSnapshot().calls[0].state, 'active');
});

test('an incoming call sounds as it was chosen, and silence is no refusal', async () => {
  const { host, phone } = await onlinePhone();
  phone.setRingtone({ name: 'bells', volume: 0.5 });
  ring(host);
  assert.equal(Math.max(...host.context.loudness), 0.09);
  assert.ok(host.context.frequencies.includes(1_568), 'a melody');
  phone.reject('c1');
  host.pass(2_000);
  phone.setRingtone({ volume: 0 });
  host.context.loudness.length = 0;
  host.context.state = 'suspended';
  ring(host, 'c2');
  host.pass(1_000);
  assert.deepEqual(host.context.loudness, []);
  assert.equal(phone.getSnapshot().calls[0].state, 'incoming');
  assert.equal(phone.getSnapshot().needsGesture, false);
});

test('speaker, microphone and devices', async () => {
  const context = await onlinePhone();
  context.phone.setMicrophone({ deviceId: 'mic2' });
  context.phone.setSpeaker({ deviceId: 'out2', volume: 0.5 });
  await talk(context);
  const { host, phone } = context;
  assert.deepEqual(host.constraints[0], {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    deviceId: 'mic2',
  });
  assert.equal(host.audios[0].sinkId, 'out2');
  assert.equal(host.audios[0].volume, 0.5);
  phone.setSpeaker({ volume: 1 });
  assert.equal(host.audios[0].volume, 1);
  const { microphones, speakers } = await phone.devices();
  assert.deepEqual([microphones.length, speakers.length], [1, 1]);
  const told = [];
  phone.on('event', ({ name }) => told.push(name));
  host.happen('devices');
  assert.deepEqual(told, ['devices']);
});

test('closed in a call, it ends that and leaves nothing behind', async () => {
  const context = await onlinePhone();
  await talk(context);
  const { host, phone } = context;
  const ends = [];
  phone.on('event', ({ name, callId, detail }) => name === 'ended' && ends.push([callId, detail]));
  phone.close();
  assert.equal(host.socket.events('call:end').length, 1);
  assert.deepEqual(ends, [['c1', 'hung_up']]);
  assert.deepEqual([phone.getSnapshot().link, phone.getSnapshot().calls], ['offline', []]);
  assert.equal(host.tracks[0].readyState, 'ended');
  assert.equal(host.peer.connectionState, 'closed');
  assert.equal(host.audios[0].srcObject, null);
  assert.equal(host.isListenedTo, false);
});

test('closed, it can be connected again', async () => {
  const { host, phone } = await onlinePhone();
  phone.close();
  assert.equal(phone.getSnapshot().link, 'offline');
  assert.equal(host.socket.sent.at(-1), '41/webrtc,');
  await assert.rejects(phone.dial({ contactId: 'k' }), { code: 'wrong_state' });
  phone.connect();
  await until(() => host.sockets.length === 2);
  await goOnline(host);
  assert.equal(phone.getSnapshot().link, 'online');
});
