// The devices: what is chosen, kept, lost and found again.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import { Devices } from 'ringline/browser';

import { settle } from './fake-host.mjs';
import { fakePhone, openPage } from './fake-page.mjs';

const device = (kind, deviceId, label, groupId = deviceId) => ({ kind, deviceId, label, groupId });
const mic = (...args) => device('audioinput', ...args);
const speaker = (...args) => device('audiooutput', ...args);
const laptop = [mic('m1', 'Laptop', 'g1'), speaker('s1', 'Laptop', 'g1')];
const headset = [mic('m2', 'Headset', 'g2'), speaker('s2', 'Headset', 'g2')];
const system = (label, group) => [
  mic('default', `Default - ${label}`, group),
  speaker('default', `Default - ${label}`, group),
];

let page;
let phone;
beforeEach(() => {
  page = openPage();
  phone = fakePhone();
});
afterEach(() => page.close());

async function open(...list) {
  page.mediaDevices.list = list;
  const devices = new Devices(phone);
  const changes = [];
  devices.onChange((change) => changes.push(change));
  await devices.open();
  return { devices, changes, now: () => devices.getSnapshot() };
}
const plug = async (...list) => {
  page.plug(...list);
  await settle();
};

test('what the system uses is no device of its own in the list', async () => {
  const { now } = await open(...system('Laptop', 'g1'), ...laptop, ...headset);
  assert.deepEqual(now().microphones, [
    { id: 'm1', label: 'Laptop' },
    { id: 'm2', label: 'Headset' },
  ]);
  assert.deepEqual(
    now().speakers.map(({ id }) => id),
    ['s1', 's2'],
  );
});

test('before the microphone was allowed there is nothing to choose, and nothing missing', async () => {
  localStorage.setItem('ringline.devices', '{"microphoneId":"m2"}');
  const { now, changes } = await open(mic('', ''), speaker('', ''));
  assert.deepEqual(now().microphones, []);
  assert.deepEqual(now().missing, []);
  assert.equal(now().permission, 'prompt');
  assert.deepEqual(changes, []);
});

test('a choice reaches the phone, is kept, and is told to it the next time', async () => {
  const { devices } = await open(...laptop, ...headset);
  assert.deepEqual(phone.told, []);
  devices.choose({ microphoneId: 'm2' });
  devices.choose({ speakerId: 's2', volume: 0.5 });
  devices.choose({ ringtone: 'bells', ringtoneVolume: 0.25 });
  const told = [
    ['setMicrophone', { deviceId: 'm2' }],
    ['setSpeaker', { deviceId: 's2', volume: 0.5 }],
    ['setRingtone', { name: 'bells', volume: 0.25 }],
  ];
  assert.deepEqual(phone.told, told);
  devices.choose({});
  assert.equal(phone.told.length, 3);
  phone = fakePhone();
  await open(...laptop, ...headset);
  assert.deepEqual(phone.told, told);
});

test('what is kept and makes no sense is as if it weren’t there', async () => {
  for (const kept of ['{', 'null', '[]', '{"volume":7,"ringtone":"horn","microphoneId":3}']) {
    localStorage.setItem('ringline.devices', kept);
    const { now } = await open(...laptop);
    assert.deepEqual(
      now().choice,
      { microphoneId: '', speakerId: '', volume: 1, ringtone: 'classic', ringtoneVolume: 1 },
      kept,
    );
  }
});

test('a chosen headset that is unplugged: the system’s device is used, and it is told', async () => {
  const { devices, changes, now } = await open(...system('Laptop', 'g1'), ...laptop, ...headset);
  devices.choose({ microphoneId: 'm2', speakerId: 's2' });
  phone.told.length = 0;
  await plug(...system('Laptop', 'g1'), ...laptop);
  assert.deepEqual(phone.told, [
    ['setMicrophone', { deviceId: '' }],
    ['setSpeaker', { deviceId: '', volume: 1 }],
  ]);
  assert.deepEqual(changes, [
    { what: 'lost', kind: 'microphone', label: 'Headset', instead: 'Laptop' },
    { what: 'lost', kind: 'speaker', label: 'Headset', instead: 'Laptop' },
  ]);
  assert.deepEqual(now().missing, ['microphone', 'speaker']);
  assert.equal(now().choice.microphoneId, 'm2');
  changes.length = 0;
  phone.told.length = 0;
  await plug(...system('Laptop', 'g1'), ...laptop, ...headset);
  assert.deepEqual(
    changes.map(({ what, kind, label }) => `${what} ${kind} ${label}`),
    ['back microphone Headset', 'back speaker Headset'],
  );
  assert.deepEqual(phone.told, [
    ['setMicrophone', { deviceId: 'm2' }],
    ['setSpeaker', { deviceId: 's2', volume: 1 }],
  ]);
});

test('so it is with what the system used by itself', async () => {
  const { changes } = await open(...system('Headset', 'g2'), ...laptop, ...headset);
  await plug(...system('Laptop', 'g1'), ...laptop);
  assert.deepEqual(
    changes.map(({ what, kind, label, instead }) => `${what} ${kind} ${label} ${instead}`),
    ['lost microphone Headset Laptop', 'lost speaker Headset Laptop'],
  );
});

test('a device that nobody used goes without a word', async () => {
  const { changes } = await open(...system('Laptop', 'g1'), ...laptop, ...headset);
  await plug(...system('Laptop', 'g1'), ...laptop);
  await plug(...system('Laptop', 'g1'), ...laptop, ...headset);
  assert.deepEqual(changes, []);
});

test('a choice of another tab is taken over', async () => {
  const { now } = await open(...laptop);
  localStorage.setItem('ringline.devices', '{"volume":0.25}');
  page.window.dispatchEvent(
    Object.assign(new page.window.Event('storage'), { key: 'ringline.devices' }),
  );
  assert.equal(now().choice.volume, 0.25);
});

test('allowing the microphone lets go of it at once, and shows the names', async () => {
  const { devices, now } = await open(mic('', ''));
  page.mediaDevices.list = laptop;
  page.permission = 'granted';
  assert.equal(await devices.allowMicrophone(), null);
  assert.equal(page.mediaDevices.tracks[0].stopped, true);
  assert.equal(now().microphones[0].label, 'Laptop');
  assert.equal(now().permission, 'granted');
  page.mediaDevices.refused = new DOMException('no', 'NotAllowedError');
  assert.equal((await devices.allowMicrophone()).code, 'microphone_denied');
});

test('who has closed them hears nothing more', async () => {
  const { devices, changes } = await open(...system('Headset', 'g2'), ...headset);
  devices.close();
  await plug(...system('Laptop', 'g1'), ...laptop);
  assert.deepEqual(changes, []);
});

test('a page without HTTPS has no devices, and doesn’t fail', async () => {
  delete page.navigator.mediaDevices;
  page.put('isSecureContext', false);
  const { devices, now } = await open();
  assert.deepEqual(now().microphones, []);
  assert.equal((await devices.allowMicrophone()).code, 'insecure_context');
});

test('a microphone that the phone can’t use is refused, and the one before is the choice again', async () => {
  const { devices, changes, now } = await open(...laptop, ...headset);
  devices.choose({ microphoneId: 'm1' });
  devices.choose({ microphoneId: 'm2' });
  phone.happen('microphone_refused', 'failed');
  assert.equal(now().choice.microphoneId, 'm1');
  assert.deepEqual(changes, [
    { what: 'refused', kind: 'microphone', label: 'Headset', instead: 'Laptop', reason: 'failed' },
  ]);
  assert.equal(JSON.parse(localStorage.getItem('ringline.devices')).microphoneId, 'm1');
  assert.deepEqual(phone.told.at(-1), ['setMicrophone', { deviceId: 'm1' }]);
  devices.close();
  phone.happen('microphone_refused', 'failed');
  assert.equal(changes.length, 1);
});
