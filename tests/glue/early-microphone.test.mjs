// The microphone of a call that rings here, on a faked host, with the real core in WebAssembly.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { event, settle } from './fake-host.mjs';
import { offer, onlinePhone, ring } from './talk.mjs';

/** A phone on which a call rings, and whose browser has this to say of the microphone. */
async function ringing(mayOpenMicrophone, options = {}) {
  const context = await onlinePhone(options);
  context.host.mayOpenMicrophone = mayOpenMicrophone;
  ring(context.host);
  offer(context.host, 'v=0 m=audio');
  await settle();
  return context;
}
const allowed = async () => true;

test('open while it rings, silent and attached to nothing; answered, the same one is sent', async () => {
  const { host, phone } = await ringing(allowed);
  assert.equal(host.tracks.length, 1);
  assert.equal(host.tracks[0].enabled, false);
  assert.equal(host.peer.getTransceivers()[0].sender.track ?? null, null);
  phone.accept('c1');
  await settle();
  assert.equal(host.tracks.length, 1);
  assert.equal(host.tracks[0].enabled, true);
  assert.equal(host.peer.getTransceivers()[0].sender.track, host.tracks[0]);
});

test('rejected, or ended by the other side, it is closed', async () => {
  for (const end of ['reject', 'ended']) {
    const { host, phone } = await ringing(allowed);
    assert.equal(host.tracks[0].readyState, 'live');
    if (end === 'reject') phone.reject('c1');
    else host.socket.hear(event('call:ended', { callId: 'c1', reason: 'canceled' }));
    await settle();
    assert.equal(host.tracks[0].readyState, 'ended', end);
  }
});

test('the phone is closed while it rings: the microphone, too', async () => {
  const { host, phone } = await ringing(allowed);
  phone.close();
  await settle();
  assert.equal(host.tracks[0].readyState, 'ended');
});

test('unplugged while it rang, another one is opened on the answer', async () => {
  const { host, phone } = await ringing(allowed);
  host.tracks[0].onended();
  assert.equal(host.tracks[0].readyState, 'ended');
  phone.accept('c1');
  await settle();
  assert.equal(host.tracks.length, 2);
  assert.equal(host.peer.getTransceivers()[0].sender.track, host.tracks[1]);
});

test('another microphone is chosen while it rings: that one is opened on the answer', async () => {
  const { host, phone } = await ringing(allowed);
  phone.setMicrophone({ deviceId: 'headset' });
  phone.accept('c1');
  await settle();
  assert.equal(host.tracks[0].readyState, 'ended');
  assert.equal(host.constraints.at(-1).deviceId, 'headset');
});

test('where the user would be asked, where it is not known, and where it is not wanted, it waits', async () => {
  const unknown = async () => {
    throw new TypeError('microphone is no permission');
  };
  for (const [may, options] of [
    [async () => false],
    [unknown],
    [allowed, { openMicrophone: 'answer' }],
  ]) {
    const { host, phone } = await ringing(may, options);
    assert.equal(host.tracks.length, 0);
    phone.accept('c1');
    await settle();
    assert.equal(host.tracks.length, 1);
  }
});
