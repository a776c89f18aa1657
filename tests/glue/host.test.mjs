// What the browser's own host makes of the browser's events.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { browserHost } from 'ringline';

const events = () => new EventTarget();

function openPage({ mediaDevices = events() } = {}) {
  const page = { window: events(), document: events(), navigator: { mediaDevices } };
  for (const [name, value] of Object.entries(page)) {
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
  }
  return page;
}
const ownNavigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
afterEach(() => {
  delete globalThis.window;
  delete globalThis.document;
  delete globalThis.navigator;
  if (ownNavigator) Object.defineProperty(globalThis, 'navigator', ownNavigator);
});

test('each event of the page is told as what it means, until one stops listening', () => {
  const page = openPage();
  const told = [];
  const stop = browserHost().listen((event) => told.push(event));
  const table = [
    [page.window, 'online', 'online'],
    [page.window, 'offline', 'offline'],
    [page.document, 'visibilitychange', 'awake'],
    [page.window, 'pageshow', 'awake'],
    [page.window, 'pagehide', 'leaving'],
    // Which of these gives leave to play differs by browser, mouse and finger.
    [page.document, 'pointerup', 'gesture'],
    [page.document, 'click', 'gesture'],
    [page.document, 'keydown', 'gesture'],
    [page.navigator.mediaDevices, 'devicechange', 'devices'],
  ];
  for (const [target, type] of table) target.dispatchEvent(new Event(type));
  assert.deepEqual(
    told,
    table.map(([, , means]) => means),
  );
  stop();
  for (const [target, type] of table) target.dispatchEvent(new Event(type));
  assert.equal(told.length, table.length);
});

test('a page that may come back isn’t leaving', () => {
  const page = openPage();
  const told = [];
  browserHost().listen((event) => told.push(event));
  page.window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
  page.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  assert.deepEqual(told, ['cached', 'restored']);
});

test('a page without HTTPS has no microphone, and says why', async () => {
  const page = openPage();
  delete page.navigator.mediaDevices;
  browserHost().listen(() => {});
  await assert.rejects(browserHost().getMicrophone({}), {
    name: 'NotAllowedError',
    message: /HTTPS/,
  });
});
