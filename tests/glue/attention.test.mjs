// What draws attention to a call, keeps the screen on, and asks before leaving.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';

import {
  askBeforeLeaving,
  drawAttention,
  keepAwake,
  notificationPermission,
  soundIsAllowed,
} from 'ringline/browser';

import { settle } from './fake-host.mjs';
import { callOf, fakePhone, openPage } from './fake-page.mjs';

let page;
let phone;
beforeEach(() => {
  page = openPage();
  phone = fakePhone();
  page.document.title = 'Calls';
  mock.timers.enable({ apis: ['setInterval'] });
});
afterEach(() => {
  mock.timers.reset();
  return page.close();
});

const texts = {
  title: ({ peer }) => `${peer.name} is calling`,
  body: ({ peer }) => peer.phoneNumber,
  accept: 'Accept',
  reject: 'Reject',
};
const attend = (more = {}) =>
  drawAttention(phone, { texts, worker: { active: page.worker }, ...more });
const posted = () => page.worker.posted.splice(0);
const click = (message) => {
  const { serviceWorker } = page.navigator;
  serviceWorker.dispatchEvent(Object.assign(new Event('message'), { data: message }));
};

test('title and icon change while it rings, and are as before afterwards', () => {
  page.document.head.insertAdjacentHTML('beforeend', '<link rel="icon" href="/icon.svg">');
  const icon = page.document.querySelector('link');
  const stop = attend({ ringingIcon: '/ringing.svg' });
  phone.show(callOf('incoming'));
  assert.equal(page.document.title, 'Rahim is calling');
  assert.match(icon.href, /ringing/);
  mock.timers.tick(1_000);
  assert.equal(page.document.title, 'Calls');
  mock.timers.tick(1_000);
  assert.equal(page.document.title, 'Rahim is calling');
  phone.show(callOf('active'));
  assert.equal(page.document.title, 'Calls');
  assert.match(icon.href, /icon\.svg/);
  mock.timers.tick(5_000);
  assert.equal(page.document.title, 'Calls');
  stop();
  assert.equal(phone.watched, 0);
});

test('a title that the page was given while it rang is the one that stays', () => {
  attend();
  phone.show(callOf('incoming'));
  page.document.title = 'Contacts';
  mock.timers.tick(1_000);
  phone.show();
  assert.equal(page.document.title, 'Contacts');
});

test('the worker is asked to show it, again whenever the page is hidden, and to hide it', () => {
  const stop = attend({ notificationIcon: '/icon.png', url: '/calls' });
  phone.show(callOf('incoming'));
  const [shown] = posted();
  assert.deepEqual(shown, {
    ringline: 'show',
    callId: 'c1',
    title: 'Rahim is calling',
    body: '+880',
    accept: 'Accept',
    reject: 'Reject',
    url: '/calls',
    icon: '/icon.png',
  });
  phone.show({ ...callOf('incoming') });
  assert.deepEqual(posted(), []);
  page.see('hidden');
  assert.deepEqual(posted(), [shown]);
  phone.show(callOf('active'));
  assert.deepEqual(posted(), [{ ringline: 'hide', callId: 'c1' }]);
  page.see('visible');
  assert.deepEqual(posted(), []);
  phone.show(callOf('incoming', 'c2'));
  posted();
  stop();
  assert.deepEqual(posted(), [{ ringline: 'hide', callId: 'c2' }]);
});

test('nothing is shown that the user hasn’t allowed', () => {
  for (const permission of ['default', 'denied']) {
    page.put('Notification', { permission });
    assert.equal(notificationPermission(), permission);
    const stop = attend();
    phone.show(callOf('incoming'));
    assert.deepEqual(posted(), []);
    phone.show();
    posted();
    stop();
  }
  page.put('Notification', undefined);
  assert.equal(notificationPermission(), 'unsupported');
});

test('what was clicked is done, if it still rings', () => {
  attend();
  phone.show(callOf('incoming'));
  click({ ringline: 'clicked', callId: 'c1', action: 'accept' });
  click({ ringline: 'clicked', callId: 'c1', action: 'reject' });
  click({ ringline: 'clicked', callId: 'c1', action: 'open' });
  click({ ringline: 'clicked', callId: 'c9', action: 'accept' });
  click({ other: 'message' });
  click(null);
  assert.deepEqual(phone.told, [
    ['accept', 'c1'],
    ['reject', 'c1'],
  ]);
  phone.show(callOf('active'));
  click({ ringline: 'clicked', callId: 'c1', action: 'reject' });
  assert.equal(phone.told.length, 2);
});

test('without a service worker only the page rings', () => {
  delete page.navigator.serviceWorker;
  const stop = drawAttention(phone, { texts });
  phone.show(callOf('incoming'));
  assert.equal(page.document.title, 'Rahim is calling');
  stop();
});

test('whether a click is still needed for sound', () => {
  assert.equal(soundIsAllowed(), false);
  page.navigator.userActivation.hasBeenActive = true;
  assert.equal(soundIsAllowed(), true);
  delete page.navigator.userActivation;
  assert.equal(soundIsAllowed(), false);
});

test('leaving asks first while a call goes on', () => {
  const stop = askBeforeLeaving(phone);
  const leave = () => {
    const event = new page.window.Event('beforeunload', { cancelable: true });
    page.window.dispatchEvent(event);
    return event.defaultPrevented;
  };
  const asks = { incoming: false, dialing: true, active: true, reconnecting: true, ended: false };
  assert.equal(leave(), false);
  for (const [state, expected] of Object.entries(asks)) {
    phone.show(callOf(state));
    assert.equal(leave(), expected, state);
  }
  phone.show(callOf('active'));
  phone.isOwner = false; // the call is another tab's
  assert.equal(leave(), false);
  phone.isOwner = true;
  assert.equal(leave(), true);
  stop();
  assert.equal(leave(), false);
});

test('the screen stays on from the dialing to the end', async () => {
  const stop = keepAwake(phone);
  const held = () => page.wakeLock.locks.filter(({ released }) => !released).length;
  phone.show(callOf('incoming'));
  await settle();
  assert.equal(held(), 0);
  phone.show(callOf('active'));
  phone.show(callOf('active'));
  await settle();
  assert.equal(page.wakeLock.locks.length, 1);
  // The browser takes it away from a hidden page.
  page.wakeLock.locks[0].released = true;
  page.see('hidden');
  await settle();
  assert.equal(held(), 0);
  page.see('visible');
  await settle();
  assert.equal(held(), 1);
  phone.show(callOf('ended'));
  await settle();
  assert.equal(held(), 0);
  phone.show(callOf('active'));
  await settle();
  stop();
  await settle();
  assert.equal(held(), 0);
  assert.equal(phone.watched, 0);
});

test('a call that ended before the browser gave the lock leaves none behind', async () => {
  keepAwake(phone);
  phone.show(callOf('active'));
  phone.show(callOf('ended'));
  await settle();
  assert.ok(page.wakeLock.locks.every(({ released }) => released));
});

test('a browser that refuses it, or hasn’t got it, is no trouble', async () => {
  page.wakeLock.refused = true;
  const stop = keepAwake(phone);
  phone.show(callOf('active'));
  await settle();
  stop();
  delete page.navigator.wakeLock;
  keepAwake(phone)();
  assert.equal(page.wakeLock.locks.length, 0);
});
