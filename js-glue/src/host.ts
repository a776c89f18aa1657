import { sessionMemory, type PageMemory } from './memory.js';

/**
 * Everything that the package takes from its surroundings. The browser supplies one
 * ({@link browserHost}); tests supply another.
 */
export interface Host {
  /** Milliseconds of a clock that never runs backwards; any origin. */
  nowMs(): number;
  setTimer(callback: () => void, delayMs: number): unknown;
  clearTimer(timer: unknown): void;
  openSocket(url: string): WebSocket;
  /** Whether there are peer connections: a policy, an extension or a mode of the browser may take them away. */
  hasPeerConnections?(): boolean;
  createPeerConnection(configuration: RTCConfiguration): RTCPeerConnection;
  createMediaStream(tracks: MediaStreamTrack[]): MediaStream;
  getMicrophone(constraints: MediaTrackConstraints): Promise<MediaStream>;
  /** Whether the user has allowed that for good, so that he would not be asked. */
  mayOpenMicrophone?(): Promise<boolean>;
  enumerateDevices(): Promise<MediaDeviceInfo[]>;
  createAudioElement(): HTMLAudioElement;
  createAudioContext(): AudioContext;
  /** 64 random bits as two unsigned 32-bit numbers. */
  seed(): [number, number];
  /** Where relative URLs start. */
  baseUrl(): string;
  /** What this page leaves to the one that takes its place; without it a reload ends the call. */
  memory?(key: string): PageMemory;
  /** Tells of the events below until the function that it returns is called. */
  listen(listener: (event: HostEvent) => void): () => void;
}

/**
 * `online`, `offline`: the network's; `changed`: it is another one; `awake`: the page may have slept (became visible, was shown
 * again), so timers can't be trusted; `leaving`: the page goes, or is loaded again; `gesture`: a click or key,
 * which allows sound; `devices`: one was plugged in or out; `allowed`: the permission for the microphone was given;
 * `cached`: the page goes into the back-forward cache, where nothing of it runs; `restored`: it is back.
 */
export type HostEvent =
  | 'online'
  | 'offline'
  | 'changed'
  | 'awake'
  | 'leaving'
  | 'gesture'
  | 'devices'
  | 'allowed'
  | 'cached'
  | 'restored';

/** The browser. Nothing of it is touched before it is called. */
export function browserHost(): Host {
  return {
    nowMs: () => performance.now(),
    setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
    clearTimer: (timer) => clearTimeout(timer as number),
    openSocket: (url) => new WebSocket(url),
    hasPeerConnections: () => typeof RTCPeerConnection !== 'undefined',
    createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
    createMediaStream: (tracks) => new MediaStream(tracks),
    getMicrophone: (constraints) => {
      // Absent on pages that came over plain HTTP from anywhere but localhost.
      if (!('mediaDevices' in navigator)) {
        return Promise.reject(new DOMException('This page needs HTTPS', 'NotAllowedError'));
      }
      return navigator.mediaDevices.getUserMedia({ audio: constraints });
    },
    mayOpenMicrophone: async () => {
      // Not every browser tells of it.
      const { state } = await navigator.permissions.query({ name: 'microphone' });
      return state === 'granted';
    },
    enumerateDevices: () => navigator.mediaDevices.enumerateDevices(),
    createAudioElement: () => new Audio(),
    createAudioContext: () => new AudioContext(),
    seed: () => {
      const [low = 0, high = 0] = crypto.getRandomValues(new Uint32Array(2));
      return [low, high];
    },
    baseUrl: () => location.href,
    memory: sessionMemory,
    listen: listenToBrowser,
  };
}

/** Of all that there is, what calls can use. */
export async function listDevices(
  host: Host,
): Promise<{ microphones: MediaDeviceInfo[]; speakers: MediaDeviceInfo[] }> {
  const all = await host.enumerateDevices();
  return {
    microphones: all.filter(({ kind }) => kind === 'audioinput'),
    speakers: all.filter(({ kind }) => kind === 'audiooutput'),
  };
}

const sources: [target: () => EventTarget | undefined, type: string, means: HostEvent][] = [
  [() => window, 'online', 'online'],
  [() => window, 'offline', 'offline'],
  [() => document, 'visibilitychange', 'awake'],
  [() => window, 'pageshow', 'awake'],
  [() => window, 'pagehide', 'leaving'],
  // Of a finger it is its going up that counts; Safari wants a click.
  [() => document, 'pointerup', 'gesture'],
  [() => document, 'click', 'gesture'],
  [() => document, 'keydown', 'gesture'],
  [() => navigator.mediaDevices, 'devicechange', 'devices'],
];

const cachedOf: Record<string, HostEvent> = { pagehide: 'cached', pageshow: 'restored' };

function listenToBrowser(listener: (event: HostEvent) => void): () => void {
  const gone = new AbortController();
  listenToConnection(() => listener('changed'), gone.signal);
  void listenToPermission(() => listener('allowed'), gone.signal);
  for (const [target, type, means] of sources) {
    target()?.addEventListener(
      type,
      (event) => {
        // A page in the back-forward cache may come back; it isn't leaving.
        const { persisted } = event as Partial<PageTransitionEvent>;
        listener((persisted && cachedOf[type]) || means);
      },
      { signal: gone.signal, capture: true },
    );
  }
  return () => gone.abort();
}

/** Where the browser names its kind of network; what else it tells of it (speed, delay) is no news. */
function listenToConnection(onChange: () => void, signal: AbortSignal): void {
  const { connection } = navigator as { connection?: EventTarget & { type?: string } };
  let type = connection?.type;
  connection?.addEventListener(
    'change',
    () => {
      if (connection.type === type) return;
      ({ type } = connection);
      onChange();
    },
    { signal },
  );
}

/** Not every browser tells of it. */
async function listenToPermission(onAllowed: () => void, signal: AbortSignal): Promise<void> {
  try {
    const status = await navigator.permissions.query({ name: 'microphone' });
    status.addEventListener('change', () => status.state === 'granted' && onAllowed(), { signal });
  } catch {
    // There, a microphone is asked for again when the user chooses one.
  }
}
