// What a user can't say or hear: lost and refused microphones, players that something pauses, browsers that
// lack a part. With the real core, on a faked host.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createPhone } from 'ringline';

import { event, FakeHost, goOnline, settle } from './fake-host.mjs';
import { offer, onlinePhone, ring, talk } from './talk.mjs';

const busy = new DOMException('Could not start audio source', 'NotReadableError');
const missing = new DOMException('Requested device not found', 'NotFoundError');
const denied = new DOMException('Permission denied', 'NotAllowedError');

async function talking(options) {
  const context = await onlinePhone(options);
  await talk(context);
  const { host, phone } = context;
  const events = [];
  phone.on('event', ({ name, detail }) => events.push(`${name} ${detail}`));
  const call = () => phone.getSnapshot().calls[0];
  const unplug = async () => {
    host.tracks.at(-1).readyState = 'ended';
    host.tracks.at(-1).onended();
    await settle();
  };
  const happen = async (what) => {
    host.happen(what);
    await settle();
  };
  return { host, phone, events, call, unplug, happen };
}

test('a microphone that is gone is shown and told, and taken back when it is there again', async () => {
  const { host, call, unplug, happen } = await talking();
  assert.equal(call().microphone, 'open');
  host.microphone = missing;
  await unplug();
  assert.equal(call().state, 'active');
  assert.equal(call().microphone, 'lost');
  assert.equal(call().microphoneError, 'missing');
  assert.deepEqual(call().warnings, ['microphoneLost']);
  host.microphone = null;
  await happen('devices');
  assert.equal(call().microphone, 'open');
  assert.equal(call().microphoneError, null);
  assert.deepEqual(call().warnings, []);
  assert.equal(host.peer.steps.at(-1), 'replaceTrack microphone 2');
  assert.equal(host.tracks[1].enabled, true);
});

for (const [name, chance] of [
  ['a click', ({ happen }) => happen('gesture')],
  ['a choice', ({ phone }) => phone.setMicrophone({ deviceId: 'mic2' })],
  ['waking up', ({ happen }) => happen('awake')],
  ['the permission', ({ happen }) => happen('allowed')],
  ['a second of time', ({ host }) => host.pass(1_001)],
]) {
  test(`a lost microphone is asked for again at ${name}`, async () => {
    const context = await talking();
    const { host, call, unplug } = context;
    host.microphone = busy;
    await unplug();
    assert.equal(call().microphone, 'lost');
    assert.equal(call().microphoneError, 'failed');
    host.microphone = null;
    await chance(context);
    await settle();
    assert.equal(call().microphone, 'open');
  });
}

test('one that is forbidden in a call is asked for when it is allowed, and not at each click', async () => {
  const { host, call, unplug, happen } = await talking();
  host.microphone = denied;
  await unplug();
  assert.equal(call().microphone, 'refused');
  assert.deepEqual(call().warnings, ['microphoneRefused']);
  const asked = host.constraints.length;
  await happen('gesture');
  await happen('devices');
  assert.equal(host.constraints.length, asked);
  host.microphone = null;
  await happen('allowed');
  assert.equal(call().microphone, 'open');
});

test('a choice that can’t be opened is refused, and the microphone in use goes on', async () => {
  const { host, phone, events, call } = await talking();
  host.microphone = busy;
  phone.setMicrophone({ deviceId: 'mic2' });
  assert.equal(call().microphone, 'replacing');
  await settle();
  assert.equal(call().microphone, 'open');
  assert.equal(call().microphoneError, 'failed');
  assert.equal(host.tracks[0].readyState, 'live');
  assert.equal(host.tracks[0].enabled, true);
  assert.equal(host.peer.steps.at(-1), 'replaceTrack microphone 1');
  assert.ok(events.includes('microphone_refused failed'), events.join());
  // Calls that follow ask for what works.
  host.microphone = null;
  phone.hangUp('c1');
  host.pass(2_000);
  await talk({ host, phone }, 'c2');
  assert.equal(host.constraints.at(-1).deviceId, undefined);
});

test('after a choice that failed, choosing the one in use ends what was wrong', async () => {
  const { host, phone, call } = await talking();
  host.microphone = busy;
  phone.setMicrophone({ deviceId: 'mic2' });
  await settle();
  assert.equal(call().microphoneError, 'failed');
  host.microphone = null;
  phone.setMicrophone({ deviceId: '' });
  await settle();
  assert.equal(call().microphone, 'open');
  assert.equal(call().microphoneError, null);
});

test('the old microphone is stopped when the new one is attached, and not before', async () => {
  const { host, phone, call } = await talking();
  let open;
  const get = host.getMicrophone.bind(host);
  host.getMicrophone = async (constraints) => {
    await new Promise((resolve) => (open = resolve));
    return get(constraints);
  };
  phone.setMicrophone({ deviceId: 'mic2' });
  await settle();
  assert.equal(host.tracks[0].readyState, 'live');
  phone.setMuted('c1', true);
  assert.equal(host.tracks[0].enabled, false, 'the one in use is muted');
  open();
  await settle();
  assert.equal(host.tracks[0].readyState, 'ended');
  assert.equal(host.tracks[1].readyState, 'live');
  assert.equal(host.tracks[1].enabled, false);
  assert.equal(call().microphone, 'open');
  phone.setMuted('c1', false);
  assert.equal(host.tracks[1].enabled, true);
});

const systems = (groupId) => [
  { kind: 'audioinput', deviceId: 'default', groupId },
  { kind: 'audioinput', deviceId: 'm1', groupId: 'g1' },
  { kind: 'audioinput', deviceId: 'm2', groupId: 'g2' },
];

test('a system that uses another microphone is followed, where the user chose none', async () => {
  const host = new FakeHost();
  host.microphones = systems('g1');
  const { happen, phone } = await talking({ host });
  await happen('devices');
  assert.equal(host.tracks.length, 1);
  host.microphones = systems('g2');
  await happen('devices');
  assert.equal(host.tracks.length, 2);
  assert.equal(host.peer.steps.at(-1), 'replaceTrack microphone 2');
  phone.setMicrophone({ deviceId: 'm2' });
  await settle();
  assert.equal(host.tracks.length, 3);
  host.microphones = systems('g1');
  await happen('devices');
  assert.equal(host.tracks.length, 3, 'the choice counts');
});

test('a prompt that nobody answers is told to both sides after three seconds', async () => {
  const { host, phone } = await onlinePhone();
  let answer;
  const get = host.getMicrophone.bind(host);
  host.getMicrophone = async (constraints) => {
    await new Promise((resolve) => (answer = resolve));
    return get(constraints);
  };
  await talk({ host, phone });
  const call = () => phone.getSnapshot().calls[0];
  assert.equal(call().microphone, 'asking');
  assert.deepEqual(call().warnings, []);
  host.pass(3_001);
  assert.deepEqual(call().warnings, ['microphoneUnanswered']);
  answer();
  await settle();
  assert.equal(call().microphone, 'open');
  assert.deepEqual(call().warnings, []);
});

test('what the other side says of its microphone is shown', async () => {
  const { host, call } = await talking();
  const say = (seq, microphone) =>
    host.socket.hear(event('call:media', { callId: 'c1', seq, microphone }));
  say(1, 'asking');
  assert.equal(call().otherMicrophone, 'asking');
  assert.deepEqual(call().warnings, ['otherMicrophoneUnanswered']);
  say(2, 'lost');
  assert.deepEqual(call().warnings, ['otherMicrophoneLost']);
  say(3, undefined);
  assert.equal(call().otherMicrophone, null);
  assert.deepEqual(call().warnings, []);
});

test('a player that a media key has paused is started again', async () => {
  const { host, phone, call } = await talking();
  const [voice] = host.audios;
  assert.equal(call().playback, 'playing');
  voice.interrupt();
  await settle();
  assert.equal(voice.playing, true);
  assert.equal(call().playback, 'playing');
  assert.equal(phone.getSnapshot().needsGesture, false);
});

test('a player that can’t be started again is tried ever again, and a click asked for', async () => {
  const { host, phone, call, happen } = await talking();
  const [voice] = host.audios;
  host.interrupted = true;
  voice.interrupt();
  await settle();
  assert.equal(call().playback, 'paused');
  assert.equal(phone.getSnapshot().needsGesture, false, 'it may be over in a moment');
  host.pass(1_001);
  await settle();
  assert.equal(phone.getSnapshot().needsGesture, true);
  const { plays } = voice;
  host.pass(10_000);
  assert.ok(voice.plays > plays);
  host.interrupted = false;
  await happen('gesture');
  assert.equal(voice.playing, true);
  assert.equal(call().playback, 'playing');
  assert.equal(phone.getSnapshot().needsGesture, false);
});

test('on hold a pause is wanted, and at the end', async () => {
  const { host, phone, call } = await talking();
  const [voice] = host.audios;
  phone.setHold('c1', true);
  assert.equal(call().playback, 'off');
  voice.interrupt();
  await settle();
  assert.equal(voice.playing, false);
  phone.hangUp('c1');
  assert.equal(call().playback, 'off');
  assert.equal(call().microphone, 'absent');
});

test('closed in a conversation, nothing of the voice is kept', async () => {
  const { host, phone } = await talking();
  phone.close();
  assert.equal(host.audios[0].playing, false);
  assert.equal(host.tracks[0].readyState, 'ended');
});

test('an interrupted ring that goes on by itself needs no click', async () => {
  const { host, phone } = await onlinePhone();
  host.contextState = 'suspended';
  ring(host);
  host.pass(600);
  assert.equal(phone.getSnapshot().needsGesture, true);
  host.context.become('running');
  assert.equal(phone.getSnapshot().needsGesture, false);
});

test('the audio context rests where nothing needs it, and wakes for the next ring', async () => {
  const { host, phone } = await onlinePhone();
  ring(host);
  assert.equal(host.context.state, 'running');
  phone.reject('c1');
  host.pass(1_001);
  await settle();
  assert.equal(host.context.state, 'suspended');
  ring(host, 'c2');
  await settle();
  assert.equal(host.context.state, 'running');
  assert.equal(phone.getSnapshot().needsGesture, false);
});

test('a meter keeps the context awake until its call is over', async () => {
  const { host, phone } = await talking();
  assert.equal(phone.levels('c1').remote, 0);
  host.pass(10_000);
  await settle();
  assert.equal(host.context.state, 'running');
  phone.hangUp('c1');
  host.pass(5_000);
  await settle();
  assert.equal(host.context.state, 'suspended');
});

test('an offer whose video stands first: the microphone goes to the audio', async () => {
  const { host, phone } = await onlinePhone();
  ring(host);
  offer(host, 'video first');
  await settle();
  phone.accept('c1');
  await settle();
  assert.ok(host.peer.steps.includes('video direction inactive'));
  assert.ok(host.peer.steps.includes('direction sendrecv'));
  assert.equal(host.peer.steps.at(-1), 'replaceTrack microphone 1');
});

test('a browser without setStreams answers all the same', async () => {
  const host = new FakeHost();
  const create = host.createPeerConnection.bind(host);
  host.createPeerConnection = (configuration) =>
    Object.assign(create(configuration), { hasSetStreams: false });
  const { call } = await talking({ host });
  assert.equal(call().microphone, 'open');
});

test('without peer connections dialing is refused before it rings', async () => {
  const host = new FakeHost();
  host.hasPeers = false;
  const { phone } = await onlinePhone({ host });
  assert.equal(phone.getSnapshot().error.code, 'unsupported_browser');
  await assert.rejects(phone.dial({ contactId: 'k1' }), {
    name: 'PhoneError',
    code: 'unsupported_browser',
  });
  assert.equal(host.socket.events('call:initiate').length, 0);
  ring(host);
  assert.deepEqual(phone.getSnapshot().calls, []);
  assert.equal(host.socket.events('call:reject')[0].reason, 'unsupported_browser');
});

test('a page that goes into the back-forward cache lets go, and takes up its call when it is back', async () => {
  const { host, phone } = await talking();
  const [first] = host.sockets;
  host.happen('cached');
  assert.equal(first.readyState, 3, 'nobody can reach it there');
  assert.equal(host.tracks[0].readyState, 'ended');
  assert.deepEqual(first.events('call:end'), []);
  host.happen('restored');
  await goOnline(host);
  const [call] = phone.getSnapshot().calls;
  assert.equal(call.id, 'c1');
  assert.equal(call.state, 'reconnecting');
  assert.equal(call.resuming, true);
});

test('shown again without having been in the cache, only the connection is looked at', async () => {
  const { host, call } = await talking();
  host.happen('restored');
  assert.equal(host.sockets.length, 1);
  assert.equal(call().state, 'active');
});

test('closed in the cache it stays closed', async () => {
  const host = new FakeHost();
  const phone = createPhone({ url: '/', auth: async () => ({ token: 'jwt' }), host });
  phone.connect();
  await goOnline(host);
  host.happen('cached');
  phone.close();
  host.happen('restored');
  await settle();
  assert.equal(host.sockets.length, 1);
});
