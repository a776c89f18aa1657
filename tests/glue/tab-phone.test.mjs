// One phone in several tabs: with the real core, on a faked browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createTabPhone } from 'ringline/browser';

import { FakeBrowser } from './fake-tabs.mjs';
import { event, FakeHost, goOnline, settle, until } from './fake-host.mjs';
import { talk } from './talk.mjs';

const auth = async () => ({ userId: 'u1', tenantId: 't1', role: 'tenant_member' });
const incoming = event('call:incoming', {
  callId: 'call1',
  callerId: 'portal_rahim',
  callerName: 'Rahim',
  contactPhone: '+8801711000001',
});

/** A tab with a phone for `key`. */
function open(browser, key = 'amina', more = {}) {
  const host = new FakeHost();
  const tabs = browser.openTab();
  const options = { url: '/', memoryKey: key, auth, host, ...more };
  const phone = createTabPhone(options, key, { tabs });
  phone.connect();
  const heard = [];
  phone.on('event', (each) => heard.push(each));
  return { host, tabs, phone, heard, calls: () => phone.getSnapshot().calls };
}

async function twoTabs() {
  const browser = new FakeBrowser();
  const first = open(browser);
  await goOnline(first.host);
  const second = open(browser);
  await settle();
  return { browser, first, second };
}

async function ring({ first }) {
  first.host.socket.hear(incoming);
  await settle();
}

test('one tab has the connection, the others show what it shows', async () => {
  const { first, second } = await twoTabs();
  assert.equal(first.phone.isOwner, true);
  assert.equal(second.phone.isOwner, false);
  assert.equal(second.host.sockets.length, 0);
  assert.deepEqual(second.phone.getSnapshot(), first.phone.getSnapshot());
  assert.equal(second.phone.getSnapshot().link, 'online');
  assert.ok(Object.isFrozen(second.phone.getSnapshot()));
});

test('phones of other people have nothing to do with it', async () => {
  const { browser, first } = await twoTabs();
  const other = open(browser, 'jonas');
  await goOnline(other.host);
  assert.equal(other.phone.isOwner, true);
  assert.equal(first.host.sockets.length, 1);
});

test('a call rings in the owner, and any tab can answer it, after asking for the microphone', async () => {
  const tabs = await twoTabs();
  await ring(tabs);
  const { first, second } = tabs;
  assert.equal(second.calls()[0].state, 'incoming');
  assert.equal(second.calls()[0].peer.name, 'Rahim');
  second.phone.accept('call1');
  await settle();
  assert.equal(second.tabs.asked, 1);
  assert.equal(first.host.socket.events('call:accept').length, 1);
  assert.equal(second.calls()[0].state, 'connecting');
  assert.equal(first.calls()[0].state, 'connecting');
  // The microphone of the call is the owner's.
  await until(() => first.host.tracks.length === 1);
  assert.equal(second.host.tracks.length, 0);
});

test('any tab can reject, mute and hang up', async () => {
  const tabs = await twoTabs();
  const { first, second } = tabs;
  await ring(tabs);
  second.phone.setMuted('call1', true);
  await settle();
  assert.equal(first.calls()[0].muted, true);
  assert.equal(second.calls()[0].muted, true);
  second.phone.reject('call1');
  await settle();
  assert.equal(first.host.socket.events('call:reject').length, 1);
  assert.equal(second.calls()[0].state, 'ended');
});

test('any tab can dial, and is told which call it is', async () => {
  const { first, second } = await twoTabs();
  const id = await second.phone.dial({ contactId: 'contact_rahim', name: 'Rahim' });
  await settle();
  assert.equal(first.host.socket.events('call:initiate').length, 1);
  assert.equal(second.calls()[0].id, id);
  second.phone.hangUp(id);
  await settle();
  assert.equal(first.calls()[0].state, 'ended');
});

test('what the owner refuses is refused in the tab that asked', async () => {
  const { second } = await twoTabs();
  await assert.rejects(second.phone.dial({}), { name: 'PhoneError', code: 'bad_field' });
  assert.throws(() => second.phone.hangUp('nothing'), { code: 'unknown_call' });
  assert.throws(() => second.phone.accept('nothing'), { code: 'unknown_call' });
});

test('what can’t be done any more is a warning', async () => {
  const tabs = await twoTabs();
  const { first, second } = tabs;
  await ring(tabs);
  second.phone.accept('call1');
  first.phone.reject('call1');
  await settle();
  const [warning] = second.heard.filter(({ name }) => name === 'warning');
  assert.equal(warning.callId, 'call1');
  assert.match(warning.detail, /^accept: PhoneError/);
});

test('what happens is told in every tab, once', async () => {
  const tabs = await twoTabs();
  await ring(tabs);
  for (const { heard } of [tabs.first, tabs.second]) {
    assert.equal(heard.filter(({ name }) => name === 'incoming').length, 1);
  }
});

test('presence reaches every tab, and the set is the same until it changes', async () => {
  const { first, second } = await twoTabs();
  const told = [];
  second.phone.on('presence', (reachable) => told.push([...reachable]));
  first.host.socket.hear(
    event('presence:changed', { contacts: [{ contactId: 'c1', reachable: true }], snapshot: true }),
  );
  await settle();
  assert.deepEqual(told, [['c1']]);
  const set = second.phone.getReachable();
  await second.phone.dial({ contactId: 'c1' });
  await settle();
  assert.equal(second.phone.getReachable(), set);
});

test('when the owner is closed the next tab takes over, with what was chosen in any', async () => {
  const { browser, first, second } = await twoTabs();
  const third = open(browser);
  await settle();
  third.phone.setMicrophone({ deviceId: 'headset' });
  third.phone.setRingtone({ name: 'bells' });
  third.phone.setRingtone({ volume: 0.5 });
  await settle();
  first.tabs.kill();
  await settle();
  assert.equal(second.phone.isOwner, true);
  assert.equal(third.phone.isOwner, false);
  await goOnline(second.host);
  assert.equal(third.phone.getSnapshot().link, 'online');
  const id = await third.phone.dial({ contactId: 'contact_rahim' });
  await settle();
  assert.equal(second.calls()[0].id, id);
  await until(() => second.host.constraints.length === 1);
  assert.equal(second.host.constraints[0].deviceId, 'headset');
});

test('a tab that comes later hears what was chosen before', async () => {
  const { browser, first, second } = await twoTabs();
  first.phone.setMicrophone({ deviceId: 'headset' });
  const third = open(browser);
  await settle();
  first.tabs.kill();
  second.tabs.kill();
  await settle();
  await goOnline(third.host);
  await third.phone.dial({ contactId: 'contact_rahim' });
  await until(() => third.host.constraints.length === 1);
  assert.equal(third.host.constraints[0].deviceId, 'headset');
});

/** What the tab that has just taken the call `c1` over says to the gateway, and the sound coming back. */
async function restore({ host, phone }, generation = 2) {
  await goOnline(host);
  assert.ok(host.socket.sent[0].includes('"resumeToken":"r1"'));
  assert.equal(host.socket.events('call:resume').length, 1);
  const offer = { type: 'offer', sdp: 'm=application' };
  host.socket.hear(event('webrtc:offer', { callId: 'c1', offer, seq: 7 + generation, generation }));
  await settle();
  host.peer.become('connected');
  await settle();
  assert.equal(phone.getSnapshot().calls[0].state, 'active');
  assert.ok(host.peer.steps.includes('replaceTrack microphone 1'));
}

/** The gateway has heard that the call is over: until then it is remembered that it must. */
function acknowledgeEnd({ host }) {
  const frame = host.socket.sent.findLast((each) => each.includes('["call:end",'));
  const [, ack] = /^42\/webrtc,(\d+)\[/u.exec(frame);
  host.socket.hear(`43/webrtc,${ack}[{"ok":true}]`);
}

test('a conversation goes over to the next tab when its own is gone', async () => {
  const { browser, first, second } = await twoTabs();
  const third = open(browser);
  await settle();
  await talk(first);
  await settle();
  assert.equal(first.phone.outlivesTab, true);
  assert.equal(second.phone.outlivesTab, false);
  first.tabs.kill();
  await settle();
  for (const { calls } of [second, third]) {
    const [call] = calls();
    assert.deepEqual([call.id, call.state, call.resuming], ['c1', 'reconnecting', true]);
  }
  await restore(second);
  assert.deepEqual(
    [second, third].map(({ calls }) => calls().map(({ id, resuming }) => [id, resuming])),
    [[['c1', false]], [['c1', false]]],
  );
  // And once more, from the tab that has it now.
  second.tabs.kill();
  await settle();
  await restore(third, 3);
  assert.equal(third.phone.outlivesTab, false);
});

test('what is asked while the next tab takes over is done when it has', async () => {
  const { browser, first, second } = await twoTabs();
  const third = open(browser);
  await settle();
  await talk(first);
  await settle();
  first.tabs.kill();
  third.phone.setMuted('c1', true);
  await settle();
  second.phone.setHold('c1', true);
  await until(() => second.calls()[0].held);
  assert.equal(second.calls()[0].muted, true);
  third.phone.hangUp('c1');
  await settle();
  assert.equal(second.calls()[0].state, 'ended');
});

test('a tab that comes later takes a conversation over, too; what a tab left itself is older', async () => {
  const { browser, first, second } = await twoTabs();
  await talk(first);
  const third = open(browser);
  third.host.remembered.set('ringline amina', 'what a page left long ago');
  await settle();
  first.tabs.kill();
  second.tabs.kill();
  await settle();
  await restore(third);
  third.phone.hangUp('c1');
  acknowledgeEnd(third);
  await settle();
  assert.equal(third.host.remembered.size, 0);
});

test('a conversation that is over is not taken over', async () => {
  const { first, second } = await twoTabs();
  await talk(first);
  await settle();
  second.host.remembered.set('ringline amina', 'what a page left long ago');
  first.phone.hangUp('c1');
  acknowledgeEnd(first);
  await settle();
  first.tabs.kill();
  await settle();
  assert.deepEqual(second.calls(), []);
  await goOnline(second.host);
  assert.deepEqual(second.calls(), []);
  assert.ok(!second.host.socket.sent[0].includes('resumeToken'));
  assert.equal(second.host.remembered.size, 0);
});

test('an end that the gateway hasn’t heard of is said by the next tab', async () => {
  const { first, second } = await twoTabs();
  await talk(first);
  await settle();
  first.phone.hangUp('c1');
  await settle();
  first.tabs.kill();
  await settle();
  await goOnline(second.host);
  assert.deepEqual(second.calls(), []);
  assert.equal(second.host.socket.events('call:end')[0].callId, 'c1');
});

test('a tab that is alone is asked before it goes, and so is one that still dials', async () => {
  const { first, second } = await twoTabs();
  const id = await first.phone.dial({ contactId: 'contact_rahim' });
  await settle();
  assert.equal(first.phone.outlivesTab, false);
  first.phone.hangUp(id);
  first.host.pass(2_000);
  await talk(first);
  await settle();
  assert.equal(first.phone.outlivesTab, true);
  second.tabs.kill();
  first.host.pass(1_000);
  await settle();
  assert.equal(first.phone.outlivesTab, false);
});

test('what the owner took with it is asked of the next one', async () => {
  const { browser, first, second } = await twoTabs();
  const third = open(browser);
  await settle();
  first.tabs.kill();
  // Asked of a tab that is gone, before anybody knows of another.
  const dialed = third.phone.dial({ contactId: 'contact_rahim' });
  await settle();
  await goOnline(second.host);
  const id = await dialed;
  await settle();
  assert.equal(second.calls().length, 1);
  assert.equal(third.calls()[0].id, id);
});

test('what this tab asked a dead owner for it does itself once it is the owner', async () => {
  const { first, second } = await twoTabs();
  const dialed = second.phone.dial({ contactId: 'contact_rahim' });
  first.tabs.kill();
  await settle();
  await goOnline(second.host);
  assert.equal(second.calls()[0].id, await dialed);
});

test('an owner that gives no answer is no reason to wait for ever', async () => {
  const browser = new FakeBrowser();
  const silent = browser.openTab();
  silent.lock('ringline amina', new AbortController().signal, () => new Promise(() => undefined));
  const waiting = open(browser);
  const refused = assert.rejects(waiting.phone.dial({ contactId: 'c' }), /gives no answer/);
  await settle();
  waiting.tabs.pass(9_999);
  assert.equal(waiting.tabs.timers.size, 2, 'the question, and the look at the owner');
  waiting.tabs.pass(10_000);
  await refused;
});

test('closing a tab that isn’t the owner leaves the calls alone', async () => {
  const tabs = await twoTabs();
  const { first, second } = tabs;
  await ring(tabs);
  second.phone.close();
  await settle();
  assert.equal(first.calls()[0].state, 'incoming');
  assert.deepEqual(second.calls(), []);
  assert.equal(second.phone.getSnapshot().link, 'offline');
  await assert.rejects(second.phone.dial({ contactId: 'c' }), { code: 'wrong_state' });
  // And it can come back.
  second.phone.connect();
  await settle();
  assert.equal(second.calls()[0].state, 'incoming');
});

test('closing the owner lets the next tab have the phone', async () => {
  const { first, second } = await twoTabs();
  first.phone.close();
  await settle();
  assert.equal(first.host.socket.readyState, 3);
  assert.equal(second.phone.isOwner, true);
  await goOnline(second.host);
  assert.equal(second.phone.getSnapshot().link, 'online');
});

test('a tab that was closed while it waited never takes over', async () => {
  const { first, second } = await twoTabs();
  second.phone.close();
  first.phone.close();
  await settle();
  assert.equal(second.phone.isOwner, false);
  assert.equal(second.host.sockets.length, 0);
});

test('levels come from the owner, and are asked for no more often than shown', async () => {
  const tabs = await twoTabs();
  const { first, second } = tabs;
  await ring(tabs);
  assert.deepEqual(second.phone.levels('call1'), { local: 0, remote: 0 });
  const own = first.phone.own;
  own.levels = () => ({ local: 0.5, remote: 0.25 });
  second.tabs.pass(100);
  second.phone.levels('call1');
  await settle();
  assert.deepEqual(second.phone.levels('call1'), { local: 0.5, remote: 0.25 });
  assert.deepEqual(second.phone.levels('another'), { local: 0, remote: 0 });
});

test('traces are of the tab’s own phone, also when it becomes the owner later', async () => {
  const { first, second } = await twoTabs();
  const traced = [];
  const stop = second.phone.on('trace', (entry) => traced.push(entry.input.type));
  await first.phone.dial({ contactId: 'c' });
  await settle();
  assert.deepEqual(traced, []);
  first.phone.close();
  await goOnline(second.host);
  assert.ok(traced.includes('connect'));
  const count = traced.length;
  stop();
  await second.phone.dial({ contactId: 'c' });
  assert.equal(traced.length, count);
});

test('devices are each tab’s own question', async () => {
  const { first, second } = await twoTabs();
  assert.deepEqual(await second.phone.devices(), await first.phone.devices());
});

async function lookThrice({ tabs }) {
  for (let i = 0; i < 3; ++i) {
    tabs.pass(2_000);
    await settle();
  }
}

test('an owner that is frozen loses the phone to the tab that the user sees, with its call', async () => {
  const { first, second } = await twoTabs();
  await talk(first);
  await settle();
  first.tabs.freeze();
  await lookThrice(second);
  assert.equal(second.phone.isOwner, true);
  await goOnline(second.host);
  assert.equal(second.calls()[0].id, 'c1');
  assert.equal(second.calls()[0].state, 'reconnecting');
  // It wakes, and lets go without ending what is no longer its own.
  first.tabs.thaw();
  await settle();
  assert.equal(first.phone.isOwner, false);
  assert.deepEqual(first.host.socket.events('call:end'), []);
  assert.equal(first.host.tracks[0].readyState, 'ended');
  assert.equal(first.calls()[0].id, 'c1');
  assert.equal(first.phone.getSnapshot().link, 'online');
});

test('what was asked of a frozen owner is done by the next one', async () => {
  const { first, second } = await twoTabs();
  first.tabs.freeze();
  const dialed = second.phone.dial({ contactId: 'contact_rahim' });
  await lookThrice(second);
  await goOnline(second.host);
  assert.equal(second.calls()[0].id, await dialed);
});

test('an owner that answers keeps the phone, however long it is asked', async () => {
  const { first, second } = await twoTabs();
  for (let i = 0; i < 4; ++i) await lookThrice(second);
  assert.equal(first.phone.isOwner, true);
  assert.equal(second.phone.isOwner, false);
});

test('a tab that nobody sees doesn’t take the phone from a frozen one', async () => {
  const { first, second } = await twoTabs();
  second.tabs.visible = false;
  first.tabs.freeze();
  await lookThrice(second);
  assert.equal(second.phone.isOwner, false);
  second.tabs.visible = true;
  await lookThrice(second);
  assert.equal(second.phone.isOwner, true);
});

test('the owner goes into the back-forward cache: the next tab has the phone, and it waits when it is back', async () => {
  const { first, second } = await twoTabs();
  await talk(first);
  first.host.happen('cached');
  await settle();
  assert.equal(first.host.socket.readyState, 3);
  assert.equal(second.phone.isOwner, true);
  await goOnline(second.host);
  assert.equal(second.calls()[0].state, 'reconnecting');
  first.host.happen('restored');
  await settle();
  assert.equal(first.phone.isOwner, false);
  assert.equal(first.calls()[0].id, 'c1');
});

test('a single tab in the back-forward cache goes on with its call when it is back', async () => {
  const browser = new FakeBrowser();
  const only = open(browser);
  await goOnline(only.host);
  await talk(only);
  only.host.happen('cached');
  await settle();
  assert.equal(only.phone.isOwner, false);
  assert.equal(only.host.socket.readyState, 3);
  assert.deepEqual(only.host.socket.events('call:end'), []);
  only.host.happen('restored');
  await settle();
  await goOnline(only.host);
  assert.equal(only.calls()[0].id, 'c1');
  assert.equal(only.calls()[0].resuming, true);
});
