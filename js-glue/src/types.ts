import type { Host } from './host.js';
import type { PageMemory } from './memory.js';
import type { RingtoneName } from './tone.js';
import type {
  Auth,
  CallState,
  EndReason,
  Input,
  MicrophoneStatus,
  Output,
  PlaybackStatus,
  Warning,
} from './wire.js';

export type {
  Auth,
  CallState,
  EndReason,
  MicrophoneStatus,
  PlaybackStatus,
  Warning,
} from './wire.js';
export type { Host, HostEvent } from './host.js';
export type { PageMemory } from './memory.js';
export type { RingtoneName } from './tone.js';

export interface PhoneOptions {
  /** The gateway: `https://calls.example.com`, or a path on the page's own origin. */
  url: string;
  /** Path of the Engine.IO endpoint. Default `/socket.io/`. */
  path?: string;
  /** Socket.IO namespace. Default `/webrtc`. */
  namespace?: string;
  /** Asked before each connection and before its token runs out. A rejection is tried again. */
  auth: () => Promise<Auth>;
  /** Used beside those that the gateway names. At most 16. */
  iceServers?: RTCIceServer[];
  iceTransportPolicy?: RTCIceTransportPolicy;
  /**
   * Set up the connection while it still rings, for sound at once when the call is answered. It
   * shows the callee's network address to the caller; `relay` shows only the relay's. Default `all`.
   */
  preconnect?: 'all' | 'relay' | 'off';
  /** Let a second call ring during a call instead of answering `busy`. Default false. */
  callWaiting?: boolean;
  /**
   * While a call rings here the microphone is opened already where the user has allowed that for good,
   * and the answer is heard sooner; the browser shows that it is open, but nothing of it is sent before
   * the answer. `answer` opens it then. Default `ring`.
   */
  openMicrophone?: 'ring' | 'answer';
  /** What getUserMedia is asked for. Default: echo cancellation, noise suppression, gain control. */
  audioConstraints?: MediaTrackConstraints;
  /**
   * Under this name the tab keeps what a reload needs to go on with a call. Phones of different
   * people in one tab need different ones. Default: by the gateway's address.
   */
  memoryKey?: string;
  /** Keeps it elsewhere than the host does, under that name. */
  memory?: (key: string) => PageMemory;
  /** Keeps the last inputs for {@link Phone.recording}: `recorder()` of `ringline/recorder`. */
  recorder?: FlightRecorder;
  /** Anything of the core's configuration, for tests: durations end in `Ms`. */
  tuning?: Record<string, number>;
  host?: Host;
}

/** What `ringline/recorder` makes; the phone calls it. */
export interface FlightRecorder {
  start(configJson: string, seed: readonly [number, number], salt: number): void;
  note(
    nowMs: number,
    inputJson: string,
    replyJson: string,
    hasCalls: boolean,
    /** The state from which a recording may begin; empty where the phone doesn't rest. */
    rest: () => string,
  ): void;
  file(): string;
}

export interface Peer {
  readonly contactId: string;
  readonly name: string;
  readonly phoneNumber: string;
}

export interface Call {
  /** Chosen by this phone; never changes. */
  readonly id: string;
  /** The row in the call log; null until the gateway has named it. */
  readonly logId: string | null;
  readonly direction: 'outgoing' | 'incoming';
  readonly state: CallState;
  readonly peer: Peer;
  /** Whole seconds since the answer; the gateway's figure once the call has ended. */
  readonly durationS: number;
  readonly muted: boolean;
  /** This side has put the call on hold: neither hears the other. */
  readonly held: boolean;
  /** What the other side says of itself, where its phone is Ringline's. */
  readonly otherMuted: boolean;
  readonly otherHeld: boolean;
  readonly reason: EndReason | null;
  readonly endedBy: 'local' | 'remote' | 'gateway' | null;
  /** The sound is lost and being restored. */
  readonly reconnecting: boolean;
  /** The other side has lost its connection to the gateway; the sound may go on. */
  readonly peerReconnecting: boolean;
  /** Taken over from the page before, which was loaded again; there is no sound yet. */
  readonly resuming: boolean;
  /** While `reconnecting`: what is being tried; else null. */
  readonly repair: Repair | null;
  /** How it sounds here; null before the sound has come for two seconds, and while it is lost. */
  readonly quality: Quality | null;
  /** What the user should be told now, one at the most, and what to do about it; see {@link Warning}. */
  readonly warnings: readonly Warning[];
  /** Whether the other side can hear this one; see {@link MicrophoneStatus}. */
  readonly microphone: MicrophoneStatus;
  /**
   * Why there is no microphone, or why the one that was chosen last can't be used: not allowed, not there,
   * or it can't be opened (another program has it). null where all is well.
   */
  readonly microphoneError: 'denied' | 'missing' | 'failed' | null;
  /** Whether this side can hear the other; see {@link PlaybackStatus}. */
  readonly playback: PlaybackStatus;
  /** Why the other side can't be heard, where its phone says so; null where it can. */
  readonly otherMicrophone: 'asking' | 'lost' | 'refused' | null;
}

/** How a lost path is being brought back. */
export interface Repair {
  /**
   * `restart`: another path for the connection that stands (ICE restart); `rebuild`: a new connection;
   * null: nothing yet, because it may heal by itself or the gateway isn't reached (`Snapshot.link`).
   */
  readonly what: 'restart' | 'rebuild' | null;
  /** Which one of its kind it is, from 1. */
  readonly attempt: number;
  /** Before the call is given up; from 30 down. */
  readonly leftS: number;
}

/** How a call goes, taken once a second. */
export interface Quality {
  /** Mean opinion score by the E-model (ITU-T G.107): 1 is worst, 4.4 the best that there is. */
  readonly mos: number;
  /** `good`: users are satisfied; `fair`: many are not; `poor`: nearly all are not. Doesn't flutter. */
  readonly level: 'good' | 'fair' | 'poor';
  /** What harms it most; null while it is good. */
  readonly reason: 'roundTrip' | 'jitter' | 'loss' | null;
  readonly rttMs: number;
  readonly jitterMs: number;
  /** Of the packets of the last five seconds, with one decimal. */
  readonly lossPercent: number;
  /** Whether the sound goes from browser to browser, or by a relay (TURN). */
  readonly path: 'direct' | 'relayed' | null;
}

export interface Snapshot {
  readonly link: 'offline' | 'connecting' | 'online';
  /** Oldest first. An ended call stays for a moment. */
  readonly calls: readonly Call[];
  /** The browser plays no sound before a click or a key. Any will do. */
  readonly needsGesture: boolean;
  /**
   * Why there is no connection, where that is known: `unauthorized`, `forbidden`; `load_failed` (the
   * WebAssembly, which is tried again), `bad_field` (an option, which the message names). Also while there is
   * one: `unsupported_browser` (no `RTCPeerConnection`: no call is possible).
   */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Something that happened, for logs and analytics; never needed to use the phone. */
export interface PhoneEvent {
  /**
   * `ringing`, `incoming`, `accepted`, `connected`, `reconnecting`, `ended`, `warning`, `link_lost`, …;
   * `devices`: a microphone or speaker was plugged in or out; `microphone_refused`: the one that was chosen
   * can't be used (`detail`: `denied`, `missing` or `failed`), and the one before goes on.
   */
  name: string;
  /** The call's id; empty where it is none's. */
  callId: string;
  detail: string;
}

/** One step of the core: what it was told, at what time, and what it decided. */
export interface TraceEntry {
  nowMs: number;
  input: Input;
  outputs: Output[];
}

export interface DialRequest {
  /** For staff the contact; for a customer the user id of the member of staff. */
  contactId?: string;
  phoneNumber?: string;
  /** Shown until the gateway knows better. */
  name?: string;
}

/** What was asked can't be done: `code` is `bad_field`, `wrong_state`, `unknown_call`, `limit`, `unsupported_browser`. */
export class PhoneError extends Error {
  override readonly name = 'PhoneError';
  constructor(
    readonly code: string,
    readonly field: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Phone {
  /**
   * Keeps a connection to the gateway from now on. Loads the core first, again and again until it
   * is there. Throws nothing: what is wrong stands in the snapshot's `error`.
   */
  connect(): void;
  /** Ends every call, then the connection. It can be connected again. */
  close(): void;
  /** Calls back whenever the snapshot has changed; returns the function that ends it. Bound. */
  readonly subscribe: (listener: () => void) => () => void;
  /** The same frozen object until something has changed. */
  getSnapshot(): Snapshot;
  /** Resolves to the call's id. Dialing the same one again while it rings gives the same call. */
  dial(to: DialRequest): Promise<string>;
  /** These five throw a {@link PhoneError} where the call isn't there or not in that state. */
  accept(callId: string): void;
  reject(callId: string): void;
  hangUp(callId: string): void;
  setMuted(callId: string, muted: boolean): void;
  /** Neither side hears the other while either holds; the other side is told. */
  setHold(callId: string, held: boolean): void;
  /**
   * Sends digits as telephone events (RFC 4733), 160 ms each, after those that are still being sent.
   * `0`-`9`, `A`-`D`, `*`, `#`, and `,` for a pause of two seconds; at most 32 at once. Throws a
   * {@link PhoneError}: `bad_field` for others, `wrong_state` where the other side takes none (yet).
   */
  sendDtmf(callId: string, digits: string): void;
  /** The output device (where the browser lets one choose) and its volume, 0 to 1. */
  setSpeaker(speaker: { deviceId?: string; volume?: number }): void;
  /**
   * The input device, of calls that go on and of those that follow; `''` is the browser's choice. In a call
   * the one in use goes on until the new one is open; where that fails it stays (`microphone_refused`).
   */
  setMicrophone(microphone: { deviceId: string }): void;
  /** What incoming calls sound like, and how loud, from 0 (silent) to 1. */
  setRingtone(ringtone: { name?: RingtoneName; volume?: number }): void;
  /** Microphones and speakers; their labels are empty until the microphone was allowed once. */
  devices(): Promise<{ microphones: MediaDeviceInfo[]; speakers: MediaDeviceInfo[] }>;
  /** How loud both sides of a call are now, each from 0 to 1. For meters: ask once a frame. */
  levels(callId: string): { local: number; remote: number };
  /**
   * Staff: the ids of the contacts whom a call would ring. The same set until something has changed;
   * `on('presence')` tells when. While there is no connection it is what was known last.
   */
  getReachable(): ReadonlySet<string>;
  /**
   * What the `recorder` of the options has kept: all that the core was told since one of its last
   * rests, in JSON lines, to go with a report of a fault. `ringline-replay FILE` shows every decision,
   * and whether it decides the same today. Some 4 MB of characters at the most, or a single call of up
   * to 16 MB. Empty without a recorder.
   */
  recording(): string;
  on(what: 'event', listener: (event: PhoneEvent) => void): () => void;
  on(what: 'presence', listener: (reachable: ReadonlySet<string>) => void): () => void;
  on(what: 'trace', listener: (entry: TraceEntry) => void): () => void;
}
