// The hook in real React, on a DOM without a browser.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { Window } from 'happy-dom';

const window = new Window({ url: 'https://crm.example/' });
Object.assign(globalThis, {
  window,
  document: window.document,
  navigator: window.navigator,
  IS_REACT_ACT_ENVIRONMENT: true,
});
after(() => window.happyDOM.close());

const { act, createElement, startTransition, StrictMode, Suspense, use, useSyncExternalStore } =
  await import('react');
const { createRoot, hydrateRoot } = await import('react-dom/client');
const { renderToString } = await import('react-dom/server');
const { createPhone } = await import('ringline');
const { usePhone, usePhoneState, useVoiceCall, useVoiceCallActions, VoiceCallProvider } =
  await import('ringline/react');
const { event, FakeHost, goOnline, settle } = await import('./fake-host.mjs');

/** Renders the hook for a person; `call` is what it returned last. */
async function render(host, person, { strict = false, settings = {} } = {}) {
  const shown = { call: null };
  function Probe({ who }) {
    shown.call = useVoiceCall(...who);
    return null;
  }
  const tree = (who, more = settings) => {
    const app = createElement(VoiceCallProvider, { host, ...more }, createElement(Probe, { who }));
    return strict ? createElement(StrictMode, null, app) : app;
  };
  const root = createRoot(document.createElement('div'));
  await act(async () => root.render(tree(person)));
  return {
    shown,
    show: (who, more) => act(async () => root.render(tree(who, more))),
    unmount: () => act(async () => root.unmount()),
  };
}

const online = (host) => act(async () => void (await goOnline(host)));
const hear = (host, name, payload) =>
  act(async () => {
    host.socket.hear(event(name, payload));
    await settle();
  });

test('StrictMode’s double mount opens one socket, and it stays', async () => {
  const host = new FakeHost();
  const { shown, unmount } = await render(host, ['strict', 't1'], { strict: true });
  await online(host);
  assert.equal(shown.call.isInitialized, true);
  assert.equal(host.sockets.length, 1);
  assert.equal(host.socket.readyState, 1);
  await unmount();
});

test('two components of one person share a socket', async () => {
  const host = new FakeHost();
  const first = await render(host, ['shared', 't1']);
  const second = await render(host, ['shared', 't1']);
  await online(host);
  assert.equal(host.sockets.length, 1);
  assert.equal(first.shown.call.isInitialized && second.shown.call.isInitialized, true);
  await first.unmount();
  await second.unmount();
});

test('usePhone gives the phone that is used, wherever it is asked', async () => {
  const host = new FakeHost();
  const seen = [];
  function Aside() {
    seen.push(usePhone());
    return null;
  }
  const aside = createRoot(document.createElement('div'));
  await act(async () => aside.render(createElement(Aside)));
  assert.deepEqual(seen, [null]);
  const { unmount } = await render(host, ['aside', 't1'], { strict: true });
  await online(host);
  assert.equal(seen.at(-1).getSnapshot().link, 'online');
  await unmount();
  assert.equal(seen.at(-1), null);
  await act(async () => aside.unmount());
});

test('with empty ids it waits, and says what it can’t do yet', async () => {
  const host = new FakeHost();
  const { shown, show, unmount } = await render(host, ['', undefined]);
  await settle();
  assert.equal(host.sockets.length, 0);
  assert.equal(shown.call.callState, 'idle');
  await assert.rejects(shown.call.initiateCall('+1'), /empty/);
  shown.call.endCall();
  await show(['late', 't1']);
  await online(host);
  assert.equal(shown.call.isInitialized, true);
  assert.deepEqual(JSON.parse(host.socket.sent[0].slice('40/webrtc,'.length)), {
    userId: 'late',
    tenantId: 't1',
    role: 'tenant_member',
    protocol: 2,
    features: ['seen'],
  });
  await unmount();
});

test('an incoming call, in the six states that the hook has always had', async () => {
  const host = new FakeHost();
  const { shown, unmount } = await render(host, ['callee', 't1', 'portal_customer', 'k1']);
  await online(host);
  const states = [shown.call.callState];
  const see = () => states.push(shown.call.callState);
  await hear(host, 'call:incoming', {
    callId: 'c1',
    callerId: 'u2',
    callerName: 'Amina',
    contactPhone: '+1',
    callLogId: 'log1',
  });
  see();
  assert.equal(shown.call.incomingCall.peer.name, 'Amina');
  assert.equal(shown.call.currentContactName, 'Amina');
  assert.equal(shown.call.currentContactNumber, '+1');
  await act(async () => {
    shown.call.acceptCall();
    await settle();
  });
  see();
  assert.equal(shown.call.incomingCall, null);
  await hear(host, 'call:accepted', { callId: 'c1', answeredAt: 1_790_000_000_000 });
  await hear(host, 'webrtc:offer', {
    callId: 'c1',
    offer: { type: 'offer', sdp: 'o' },
    seq: 1,
    generation: 1,
  });
  await act(async () => host.peer.become('connected'));
  see();
  assert.equal(shown.call.currentCallSid, 'log1');
  await act(async () => host.pass(2_100));
  assert.equal(shown.call.duration, 2);
  await act(async () => shown.call.toggleMute());
  assert.equal(shown.call.isMuted, true);
  assert.equal(shown.call.isSpeakerOn, false);
  await act(async () => host.peer.become('disconnected'));
  see();
  assert.equal(shown.call.isReconnecting, true);
  await hear(host, 'call:ended', { callId: 'c1', reason: 'hung_up', duration: 2 });
  see();
  assert.equal(shown.call.endReason, 'hung_up');
  await act(async () => host.pass(1_600));
  see();
  assert.deepEqual(states, [
    'idle',
    'ringing',
    'connecting',
    'active',
    'active',
    'disconnected',
    'idle',
  ]);
  await unmount();
});

test('a call out; where nobody chose the end it is an error', async () => {
  const host = new FakeHost();
  const { shown, unmount } = await render(host, ['caller', 't1']);
  await online(host);
  await act(async () => {
    await shown.call.initiateCall('+1', 'k1', 'Rahim');
  });
  assert.equal(shown.call.callState, 'connecting');
  assert.deepEqual(
    host.socket.events('call:initiate').map((it) => it.contactId),
    ['k1'],
  );
  await hear(host, 'call:failed', { callId: '', message: 'Contact is offline' });
  assert.equal(shown.call.callState, 'error');
  assert.equal(shown.call.endReason, 'offline');
  await unmount();
});

test('the functions stay the same, and a late click on them does nothing', async () => {
  const host = new FakeHost();
  const { shown, unmount } = await render(host, ['steady', 't1']);
  await online(host);
  const names = [
    'initiateCall',
    'endCall',
    'toggleMute',
    'toggleSpeaker',
    'acceptCall',
    'rejectCall',
  ];
  const functions = () => names.map((name) => shown.call[name]);
  const before = functions();
  await hear(host, 'call:incoming', { callId: 'c1', callerId: 'u2', callerName: 'A' });
  assert.equal(shown.call.callState, 'ringing');
  functions().forEach((it, index) => assert.equal(it, before[index], names[index]));
  await act(async () => {
    shown.call.rejectCall();
    shown.call.rejectCall();
    shown.call.acceptCall();
    shown.call.toggleMute();
    shown.call.endCall();
  });
  assert.equal(shown.call.endReason, 'declined');
  assert.equal(host.socket.events('call:reject').length, 1);
  assert.equal(host.socket.events('call:end').length, 0);
  await unmount();
});

test('each connection asks the auth that was given last', async () => {
  const host = new FakeHost();
  const given = (token) => ({ auth: async () => ({ token }) });
  const { show, unmount } = await render(host, ['renewed', 't1'], { settings: given('old') });
  await online(host);
  await show(['renewed', 't1'], given('new'));
  assert.equal(host.sockets.length, 1);
  host.socket.drop();
  await act(async () => host.pass(300));
  await online(host);
  assert.deepEqual(
    host.sockets.map(({ sent }) => JSON.parse(sent[0].slice('40/webrtc,'.length)).token),
    ['old', 'new'],
  );
  await unmount();
});

test('the loudspeaker where there is one, in every component that shows it', async () => {
  const host = new FakeHost();
  host.speakers = [
    { kind: 'audiooutput', label: 'Headset earpiece', deviceId: 'ear' },
    { kind: 'audiooutput', label: 'Speakerphone', deviceId: 'loud' },
  ];
  const first = await render(host, ['speaker', 't1']);
  const second = await render(host, ['speaker', 't1']);
  await online(host);
  await hear(host, 'call:incoming', { callId: 'c1', callerId: 'u2', callerName: 'A' });
  await act(async () => first.shown.call.acceptCall());
  await hear(host, 'webrtc:offer', {
    callId: 'c1',
    offer: { type: 'offer', sdp: 'o' },
    seq: 1,
    generation: 1,
  });
  host.peer.hearTrack();
  const look = () => [
    first.shown.call.isSpeakerOn,
    second.shown.call.isSpeakerOn,
    host.audios[0].sinkId,
  ];
  assert.deepEqual(look(), [false, false, undefined]);
  await act(async () => first.shown.call.toggleSpeaker());
  assert.deepEqual(look(), [true, true, 'loud']);
  await act(async () => second.shown.call.toggleSpeaker());
  assert.deepEqual(look(), [false, false, '']);
  await first.unmount();
  await second.unmount();
});

test('who is reachable: the same set until something changes', async () => {
  const host = new FakeHost();
  const { shown, unmount } = await render(host, ['watcher', 't1']);
  assert.equal(shown.call.reachable.size, 0);
  await online(host);
  await hear(host, 'presence:changed', {
    contacts: [{ contactId: 'k1', reachable: true }],
    snapshot: true,
  });
  const first = shown.call.reachable;
  assert.deepEqual([...first], ['k1']);
  await hear(host, 'call:incoming', { callId: 'c1', callerId: 'u2', callerName: 'A' });
  assert.equal(shown.call.reachable, first);
  await hear(host, 'presence:changed', { contacts: [{ contactId: 'k1', reachable: false }] });
  assert.equal(shown.call.reachable.size, 0);
  await unmount();
});

test('unmounting doesn’t hang up', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const host = new FakeHost();
  const { shown, unmount } = await render(host, ['leaver', 't1']);
  await online(host);
  await hear(host, 'call:incoming', { callId: 'c1', callerId: 'u2', callerName: 'A' });
  await act(async () => shown.call.acceptCall());
  await unmount();
  context.mock.timers.tick(10_000);
  assert.equal(host.socket.events('call:end').length, 0);
  assert.equal(host.socket.readyState, 1);
  host.socket.hear(event('call:ended', { callId: 'c1', reason: 'hung_up' }));
  host.pass(1_600);
  context.mock.timers.tick(2_000);
  assert.equal(host.socket.readyState, 3, 'with the call over, nobody needs the connection');
});

test('a rendering that React gives up leaves no phone behind', async () => {
  const host = new FakeHost();
  let made = 0;
  const create = (options) => {
    made += 1;
    return createPhone(options);
  };
  const never = new Promise(() => undefined);
  function Probe() {
    useVoiceCall('given-up', 't1');
    return use(never);
  }
  const root = createRoot(document.createElement('div'));
  const tree = createElement(
    VoiceCallProvider,
    { host, create },
    createElement(Suspense, { fallback: null }, createElement(Probe)),
  );
  await act(async () => startTransition(() => root.render(tree)));
  await act(async () => root.unmount());
  assert.equal(made, 0);
});

test('a server’s page and its taking over show the same, however far the phone is', async () => {
  const host = new FakeHost();
  const phone = createPhone({ url: '/', auth: async () => ({ token: 't' }), host });
  function Link() {
    const { link } = useSyncExternalStore(
      phone.subscribe,
      phone.getSnapshot,
      phone.getServerSnapshot,
    );
    return createElement('output', null, link);
  }
  const element = document.createElement('div');
  element.innerHTML = renderToString(createElement(Link));
  assert.equal(element.textContent, 'offline');
  // Faster than React: it is online before the page is taken over.
  phone.connect();
  await goOnline(host);
  assert.equal(phone.getSnapshot().link, 'online');
  const problems = [];
  let root;
  await act(async () => {
    root = hydrateRoot(element, createElement(Link), {
      onRecoverableError: (problem) => problems.push(problem.message),
    });
  });
  assert.deepEqual(problems, []);
  assert.equal(element.textContent, 'online');
  await act(async () => root.unmount());
  phone.close();
});

test('in a second of a call only what shows the second renders', async () => {
  const host = new FakeHost();
  const renders = { center: 0, muted: 0, clock: 0 };
  const shown = {};
  function Center({ children }) {
    renders.center += 1;
    shown.actions = useVoiceCallActions('second', 't1', 'portal_customer', 'k1');
    return children;
  }
  function Muted() {
    renders.muted += 1;
    shown.muted = usePhoneState(({ calls }) => calls[0]?.muted ?? false);
    return null;
  }
  function Clock() {
    renders.clock += 1;
    shown.seconds = usePhoneState(({ calls }) => calls[0]?.durationS ?? 0);
    return null;
  }
  const root = createRoot(document.createElement('div'));
  const parts = [Muted, Clock].map((part) => createElement(part, { key: part.name }));
  const tree = createElement(VoiceCallProvider, { host }, createElement(Center, null, parts));
  await act(async () => root.render(tree));
  await online(host);
  await hear(host, 'call:incoming', { callId: 'c1', callerId: 'u2', callerName: 'A' });
  await act(async () => {
    shown.actions.acceptCall();
    await settle();
  });
  await hear(host, 'call:accepted', { callId: 'c1', answeredAt: 1_790_000_000_000 });
  await hear(host, 'webrtc:offer', {
    callId: 'c1',
    offer: { type: 'offer', sdp: 'o' },
    seq: 1,
    generation: 1,
  });
  await act(async () => host.peer.become('connected'));
  const before = { ...renders };
  for (let second = 0; second < 5; ++second) await act(async () => host.pass(1_000));
  assert.equal(shown.seconds, 5);
  assert.deepEqual(
    Object.keys(renders).map((name) => renders[name] - before[name]),
    [0, 0, 5],
  );
  await act(async () => shown.actions.toggleMute());
  assert.equal(shown.muted, true);
  assert.equal(renders.muted, before.muted + 1);
  await act(async () => root.unmount());
});
