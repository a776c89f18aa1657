// How a call goes, from what a faked getStats says to what the snapshot shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { settle } from './fake-host.mjs';
import { onlinePhone, talk } from './talk.mjs';

function stats() {
  return [
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
    {
      ...{ id: 'P', type: 'candidate-pair', currentRoundTripTime: 0.08 },
      ...{ localCandidateId: 'L', remoteCandidateId: 'R' },
    },
    { id: 'L', type: 'local-candidate', candidateType: 'host' },
    { id: 'R', type: 'remote-candidate', candidateType: 'relay' },
    {
      ...{ id: 'I', type: 'inbound-rtp', kind: 'audio', codecId: 'C', jitter: 0.004 },
      ...{ packetsReceived: 0, packetsLost: 0, totalAudioEnergy: 0, totalSamplesDuration: 0 },
      ...{ jitterBufferDelay: 0, jitterBufferEmittedCount: 0 },
    },
    { id: 'C', type: 'codec', mimeType: 'audio/opus' },
    {
      ...{ id: 'S', type: 'media-source', kind: 'audio' },
      ...{ totalAudioEnergy: 0, totalSamplesDuration: 0 },
    },
  ];
}

async function talking(options = {}) {
  const context = await onlinePhone(options);
  const samples = [];
  context.phone.on('trace', ({ input }) => {
    if (input.type === 'peerQuality') samples.push(input);
  });
  await talk(context);
  const { host } = context;
  host.peer.stats = stats();
  const entry = (id) => host.peer.stats.find((each) => each.id === id);
  /** Lets a second pass, in which this came in and was said. */
  const second = async ({ received = 50, lost = 0, energy = 0.01 } = {}) => {
    const inbound = entry('I');
    inbound.packetsReceived += received;
    inbound.packetsLost += lost;
    inbound.totalSamplesDuration += 1;
    inbound.totalAudioEnergy += 0.001;
    inbound.jitterBufferDelay += 48_000 * 0.06;
    inbound.jitterBufferEmittedCount += 48_000;
    entry('S').totalSamplesDuration += 1;
    entry('S').totalAudioEnergy += energy;
    host.pass(1_000);
    await settle();
  };
  const seconds = async (count, what) => {
    for (let i = 0; i < count; ++i) await second(what);
  };
  const call = () => context.phone.getSnapshot().calls[0];
  return { ...context, samples, entry, second, seconds, call };
}

test('a sample a second, in the units of the core', async () => {
  const { samples, seconds, call } = await talking();
  assert.equal(call().quality, null);
  assert.deepEqual(call().warnings, []);
  await seconds(2);
  assert.deepEqual(samples.at(-1), {
    ...{ type: 'peerQuality', id: 'c1', generation: 1 },
    ...{ packetsReceived: 100, packetsLost: 0, jitterMs: 4, bufferMs: 60 },
    ...{ incomingLevel: 30, codec: 'opus', remoteMuted: false },
    ...{ rttMs: 80, path: 'relayed', microphoneLevel: 20, microphoneMuted: false },
  });
  assert.deepEqual(call().quality, {
    ...{ mos: 4.33, level: 'good', reason: null },
    ...{ rttMs: 80, jitterMs: 4, lossPercent: 0, path: 'relayed' },
  });
  assert.ok(Object.isFrozen(call().quality) && Object.isFrozen(call().warnings));
  await seconds(5, { received: 47, lost: 3 });
  assert.equal(call().quality.lossPercent, 6);
});

test('a browser that says little, or refuses, still has calls without warnings', async () => {
  const { host, samples, call } = await talking();
  const all = host.peer.stats;
  host.peer.stats = all.filter(({ type }) => type === 'inbound-rtp');
  delete host.peer.stats[0].jitter;
  const second = async () => {
    host.peer.stats[0].packetsReceived += 50;
    host.pass(1_000);
    await settle();
  };
  for (let i = 0; i < 12; ++i) await second();
  assert.equal(samples.at(-1).rttMs, undefined);
  assert.equal(samples.at(-1).microphoneLevel, undefined);
  assert.equal(call().quality.path, null);
  assert.deepEqual(call().warnings, []);
  const before = samples.length;
  host.peer.getStats = async () => {
    throw new Error('not now');
  };
  for (let i = 0; i < 3; ++i) await second();
  assert.equal(samples.length, before);
  assert.equal(call().state, 'active');
});

test('no packets for four seconds, then one', async () => {
  const { seconds, call } = await talking();
  await seconds(3);
  await seconds(4, { received: 0 });
  assert.deepEqual(call().warnings, ['noIncomingAudio']);
  await seconds(1, { received: 1 });
  assert.deepEqual(call().warnings, []);
});

test('a microphone of zeros, and one that the system mutes', async () => {
  const { host, seconds, call } = await talking();
  await seconds(2);
  await seconds(6, { energy: 0 });
  assert.deepEqual(call().warnings, ['microphoneSilent']);
  host.tracks[0].muted = true;
  await seconds(2, { energy: 0 });
  assert.deepEqual(call().warnings, ['microphoneMuted']);
  host.tracks[0].muted = false;
  await seconds(1);
  assert.deepEqual(call().warnings, []);
  host.peer.remoteTrack.muted = true;
  await seconds(3);
  assert.deepEqual(call().warnings, ['remoteTrackMuted']);
});

test('talking while muted is heard from a copy, of which nothing is left', async () => {
  const { host, phone, seconds, call } = await talking();
  await seconds(1);
  const [track] = host.tracks;
  assert.equal(track.copies.length, 0);
  phone.setMuted('c1', true);
  await seconds(1, { energy: 0 });
  host.context.sample = 0.05;
  assert.equal(track.copies.length, 1);
  assert.equal(track.copies[0].enabled, true);
  assert.equal(track.enabled, false);
  await seconds(2, { energy: 0 });
  assert.deepEqual(call().warnings, ['talkingWhileMuted']);
  phone.setMuted('c1', false);
  assert.deepEqual(call().warnings, []);
  await seconds(1);
  assert.equal(track.copies[0].readyState, 'ended');
  phone.setMuted('c1', true);
  await seconds(1, { energy: 0 });
  assert.equal(track.copies.length, 2);
  phone.hangUp('c1');
  assert.equal(track.copies[1].readyState, 'ended');
});

test('with the call the questions end', async () => {
  const { host, phone, samples, seconds } = await talking();
  await seconds(2);
  phone.hangUp('c1');
  const before = samples.length;
  await seconds(5);
  assert.equal(samples.length, before);
  assert.equal(host.peer.connectionState, 'closed');
});

test('while nobody looks the quality isn’t measured, and a lost path is noticed all the same', async () => {
  let isWatched = true;
  const { host, samples, seconds, call } = await talking({ isWatched: () => isWatched });
  await seconds(3);
  assert.equal(samples.length, 3);
  isWatched = false;
  await seconds(5);
  assert.equal(samples.length, 3, 'nothing is asked');
  host.peer.become('disconnected');
  assert.equal(call().reconnecting, true);
  host.peer.become('connected');
  isWatched = true;
  await seconds(2);
  assert.equal(samples.length, 5);
});
