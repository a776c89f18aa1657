// A page whose browser a test plays: devices, permissions, the service worker, the wake lock.
import { Window } from 'happy-dom';

const globals = ['window', 'document', 'navigator', 'localStorage', 'location', 'HTMLMediaElement'];

export function openPage({ secure = true } = {}) {
  const window = new Window({ url: 'https://crm.example/calls' });
  const kept = new Map();
  const put = (name, value) => {
    if (!kept.has(name)) kept.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
  };
  const mediaDevices = Object.assign(new EventTarget(), {
    list: [],
    refused: null,
    tracks: [],
    enumerateDevices: async () => mediaDevices.list,
    async getUserMedia() {
      if (mediaDevices.refused) throw mediaDevices.refused;
      const track = { stopped: false, stop: () => (track.stopped = true) };
      mediaDevices.tracks.push(track);
      return { getTracks: () => [track] };
    },
  });
  const worker = { posted: [], postMessage: (message) => worker.posted.push(message) };
  const wakeLock = {
    locks: [],
    refused: false,
    async request(type) {
      if (wakeLock.refused) throw new DOMException('battery', 'NotAllowedError');
      const lock = { type, released: false, release: async () => void (lock.released = true) };
      wakeLock.locks.push(lock);
      return lock;
    },
  };
  const page = {
    permission: 'prompt',
    online: true,
    visibility: 'visible',
    mediaDevices,
    wakeLock,
    worker,
  };
  const navigator = {
    get onLine() {
      return page.online;
    },
    userAgent: 'Mozilla/5.0 Chrome/156.0',
    mediaDevices,
    wakeLock,
    serviceWorker: new EventTarget(),
    permissions: { query: async () => ({ state: page.permission }) },
    userActivation: { hasBeenActive: false },
  };
  const all = {
    ...Object.fromEntries(globals.map((name) => [name, window[name]])),
    window,
    navigator,
  };
  for (const [name, value] of Object.entries(all)) put(name, value);
  put('isSecureContext', secure);
  put('RTCPeerConnection', class {});
  put('Notification', { permission: 'granted' });
  Object.defineProperty(window.document, 'visibilityState', {
    configurable: true,
    get: () => page.visibility,
  });
  return Object.assign(page, {
    window,
    navigator,
    document: window.document,
    put,
    see(visibility) {
      page.visibility = visibility;
      window.document.dispatchEvent(new window.Event('visibilitychange'));
    },
    plug(...list) {
      mediaDevices.list = list;
      mediaDevices.dispatchEvent(new Event('devicechange'));
    },
    close() {
      for (const [name, descriptor] of kept) {
        if (descriptor) Object.defineProperty(globalThis, name, descriptor);
        else delete globalThis[name];
      }
      return window.happyDOM.close();
    },
  });
}

/** A phone that only shows what the test says, and keeps what it was told. */
export function fakePhone() {
  const watchers = new Set();
  const listeners = new Set();
  let snapshot = { link: 'online', calls: [], needsGesture: false, error: null };
  const told = [];
  const note =
    (name) =>
    (...args) =>
      void told.push([name, ...args]);
  return {
    told,
    getSnapshot: () => snapshot,
    subscribe(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    show(...calls) {
      snapshot = { ...snapshot, calls };
      for (const watcher of [...watchers]) watcher();
    },
    on(what, listener) {
      if (what === 'event') listeners.add(listener);
      return () => listeners.delete(listener);
    },
    happen(name, detail, callId = '') {
      for (const listener of [...listeners]) listener({ name, callId, detail });
    },
    get watched() {
      return watchers.size;
    },
    ...Object.fromEntries(
      ['accept', 'reject', 'setMicrophone', 'setSpeaker', 'setRingtone'].map((name) => [
        name,
        note(name),
      ]),
    ),
  };
}

export const callOf = (state, id = 'c1') => ({
  id,
  state,
  peer: { contactId: 'contact_rahim', name: 'Rahim', phoneNumber: '+880' },
});
