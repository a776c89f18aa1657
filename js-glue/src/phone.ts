import type { CoreLoader, CorePhone } from './core.js';
import { browserHost, type Host, type HostEvent } from './host.js';
import { Link } from './link.js';
import { Meter } from './meter.js';
import { Microphones } from './microphone.js';
import { Peer } from './peer.js';
import { emptySnapshot, toSnapshot } from './snapshot.js';
import { Sound } from './sound.js';
import {
  PhoneError,
  type DialRequest,
  type Phone,
  type PhoneEvent,
  type PhoneOptions,
  type Snapshot,
  type TraceEntry,
} from './types.js';
import type { CoreReply, CoreSnapshot, Input, Output } from './wire.js';

/** setTimeout holds a day's sleep at most to be safe everywhere. */
const longestTimerMs = 86_400_000;

const voiceConstraints: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

/**
 * Performs what the core decides, and tells it what happened. Nothing here chooses what becomes of a
 * call.
 */
export class BrowserPhone implements Phone {
  private readonly host: Host;
  private readonly link: Link;
  private readonly microphones: Microphones;
  private readonly sound: Sound;
  private readonly peers = new Map<string, Peer>();
  private readonly meters = new Map<string, Meter>();
  private readonly listeners = new Set<() => void>();
  private readonly events = new Set<(event: PhoneEvent) => void>();
  private readonly traces = new Set<(entry: TraceEntry) => void>();

  private core: CorePhone | undefined;
  private loading: Promise<void> | undefined;
  private wanted = false;
  private stopListening: (() => void) | undefined;
  private timer: unknown;
  private snapshot: Snapshot = emptySnapshot;
  private handling = false;
  private readonly waiting: Input[] = [];
  private readonly news: (() => void)[] = [];
  private dialedId = '';

  constructor(
    private readonly options: PhoneOptions,
    private readonly load: CoreLoader,
  ) {
    this.host = options.host ?? browserHost();
    const report = (input: Input): void => this.report(input);
    this.link = new Link(this.host, options, report);
    this.microphones = new Microphones(
      this.host,
      { ...voiceConstraints, ...options.audioConstraints },
      report,
    );
    this.sound = new Sound(this.host, (blocked) => report({ type: 'playback', blocked }));
  }

  connect(): void {
    this.wanted = true;
    void this.start().catch(() => undefined);
  }

  close(): void {
    this.wanted = false;
    this.report({ type: 'close' });
    this.stopListening?.();
    this.stopListening = undefined;
    this.host.clearTimer(this.timer);
    this.link.close();
    for (const id of [...this.peers.keys()]) this.closePeer(id);
    this.microphones.releaseAll();
    this.dropMeters(() => true);
    this.sound.close();
  }

  subscribe = (listener: () => void): (() => void) => add(this.listeners, listener);
  getSnapshot = (): Snapshot => this.snapshot;

  async dial({ contactId = '', phoneNumber = '', name = '' }: DialRequest): Promise<string> {
    await this.start();
    this.must({ type: 'dial', contactId, phoneNumber, name });
    return this.dialedId;
  }

  accept(id: string): void {
    // A click: sound is allowed from here on.
    this.sound.gesture();
    this.must({ type: 'accept', id });
  }

  reject(id: string): void {
    this.must({ type: 'reject', id });
  }

  hangUp(id: string): void {
    this.must({ type: 'hangUp', id });
  }

  setMuted(id: string, muted: boolean): void {
    this.must({ type: 'setMuted', id, muted });
  }

  setSpeaker(speaker: { deviceId?: string; volume?: number }): void {
    this.sound.setSpeaker(speaker);
  }

  setMicrophone({ deviceId }: { deviceId: string }): void {
    this.microphones.constraints = { ...this.microphones.constraints, deviceId };
  }

  async devices(): Promise<{ microphones: MediaDeviceInfo[]; speakers: MediaDeviceInfo[] }> {
    const all = await this.host.enumerateDevices();
    return {
      microphones: all.filter(({ kind }) => kind === 'audioinput'),
      speakers: all.filter(({ kind }) => kind === 'audiooutput'),
    };
  }

  levels(callId: string): { local: number; remote: number } {
    return {
      local: this.level(`${callId} local`, this.microphones.stream(callId)),
      remote: this.level(`${callId} remote`, this.sound.remoteStream(callId)),
    };
  }

  on(what: 'event', listener: (event: PhoneEvent) => void): () => void;
  on(what: 'trace', listener: (entry: TraceEntry) => void): () => void;
  on(what: 'event' | 'trace', listener: (it: never) => void): () => void {
    const all: Set<(it: never) => void> = what === 'event' ? this.events : this.traces;
    return add(all, listener);
  }

  /** Loads the core, makes its phone, connects. Tried again at the next call after a failure. */
  private start(): Promise<void> {
    this.loading ??= this.prepare().catch((reason: unknown) => {
      this.loading = undefined;
      this.show({
        ...emptySnapshot,
        error: Object.freeze({ code: 'load_failed', message: String(reason) }),
      });
      this.tellNews();
      throw reason;
    });
    return this.loading.then(() => {
      if (!this.wanted) return;
      this.stopListening ??= this.host.listen((event) => this.notice(event));
      this.report({ type: 'connect' });
    });
  }

  private async prepare(): Promise<void> {
    const { options } = this;
    const { Phone } = await this.load();
    const config = {
      ...options.tuning,
      namespace: options.namespace,
      preconnect: options.preconnect,
      callWaiting: options.callWaiting,
      relayOnly: options.iceTransportPolicy === 'relay',
      iceServers: options.iceServers,
    };
    const core = new Phone(JSON.stringify(config), ...this.host.seed());
    const refused = core.error();
    if (refused) {
      core.delete();
      throw new PhoneError('bad_field', refused.split(' ')[0] ?? '', refused);
    }
    this.core = core;
  }

  private notice(event: HostEvent): void {
    switch (event) {
      case 'online':
      case 'offline':
        return this.report({ type: 'network', online: event === 'online' });
      case 'awake':
        return this.report({ type: 'tick' });
      case 'leaving':
        return this.close();
      case 'gesture':
        return this.sound.gesture();
      case 'devices':
        return;
    }
  }

  /** What happened. While the core's outputs are being performed, it waits for its turn. */
  private report(input: Input): void {
    this.waiting.push(input);
    if (this.handling) return;
    this.handling = true;
    try {
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) this.handle(next);
    } finally {
      this.handling = false;
    }
    this.tellNews();
  }

  /** What the user wants, with its refusal. Before the core is there, nothing can be done. */
  private must(input: Input): void {
    if (!this.core) throw new PhoneError('wrong_state', 'link', 'connect first');
    if (this.handling) {
      this.waiting.push(input);
      return;
    }
    this.handling = true;
    let error: CoreReply['error'];
    try {
      error = this.handle(input);
    } finally {
      this.handling = false;
    }
    // What came up meanwhile, and the news of it all.
    this.report({ type: 'tick' });
    if (error) throw new PhoneError(error.code, error.field, error.message);
  }

  private handle(input: Input): CoreReply['error'] {
    if (!this.core) return null;
    const nowMs = Math.floor(this.host.nowMs());
    const reply = JSON.parse(this.core.handle(nowMs, JSON.stringify(input))) as CoreReply;
    for (const output of reply.outputs) this.perform(output, nowMs);
    for (const listener of this.traces) {
      this.news.push(() => listener({ nowMs, input, outputs: reply.outputs }));
    }
    return reply.error;
  }

  private perform(output: Output, nowMs: number): void {
    switch (output.type) {
      case 'openLink':
        return void this.link.open(output.attempt);
      case 'sendFrame':
        return this.link.send(output.text);
      case 'closeLink':
        return this.link.close();
      case 'createPeer':
        return this.createPeer(output);
      case 'createOffer':
        return this.peer(output)?.createOffer(output.iceRestart);
      case 'setRemote':
        return this.peer(output)?.setRemote(output.description);
      case 'addCandidate':
        return this.peer(output)?.addCandidate(output.candidate);
      case 'closePeer':
        return this.closePeer(output.id);
      case 'acquireMicrophone':
        return void this.microphones.acquire(output.id);
      case 'attachMicrophone':
        return this.peer(output)?.attach(() => this.microphones.track(output.id));
      case 'releaseMicrophone':
        return this.microphones.release(output.id);
      case 'setMuted':
        return this.microphones.setMuted(output.id, output.muted);
      case 'playRemote':
        return this.sound.setPlaying(output.id, output.on);
      case 'playTone':
        return this.sound.playTone(output.tone);
      case 'dialed':
        this.dialedId = output.id;
        return;
      case 'changed':
        return this.change(output.now);
      case 'happened':
        return this.happen(output.name, output.id ?? '', output.detail ?? '');
      case 'wait':
        return this.wait(output.untilMs, nowMs);
      default:
        output satisfies never;
    }
  }

  private createPeer(output: Extract<Output, { type: 'createPeer' }>): void {
    const { id, generation, iceServers, relayOnly } = output;
    try {
      const peer = new Peer(
        this.host,
        { iceServers, iceTransportPolicy: relayOnly ? 'relay' : 'all' },
        id,
        generation,
        (input) => this.report(input),
        (stream) => this.sound.setStream(id, stream),
      );
      this.peers.set(id, peer);
    } catch (reason) {
      this.report({
        type: 'peerFailed',
        id,
        generation,
        step: 'createPeer',
        message: String(reason),
      });
    }
  }

  private peer({ id, generation }: { id: string; generation: number }): Peer | undefined {
    const peer = this.peers.get(id);
    return peer?.generation === generation ? peer : undefined;
  }

  private closePeer(id: string): void {
    this.peers.get(id)?.close();
    this.peers.delete(id);
    this.sound.dropStream(id);
  }

  private change(now: CoreSnapshot): void {
    this.show(toSnapshot(now, this.snapshot));
    const live = new Set(now.calls.map(({ id }) => id));
    this.dropMeters((key) => !live.has(key.split(' ')[0] ?? ''));
  }

  private show(snapshot: Snapshot): void {
    this.snapshot = Object.freeze(snapshot);
    for (const listener of this.listeners) this.news.push(listener);
  }

  private happen(name: string, callId: string, detail: string): void {
    for (const listener of this.events) this.news.push(() => listener({ name, callId, detail }));
  }

  /** Listeners come last, when the phone is whole again: they may call it. */
  private tellNews(): void {
    for (let next = this.news.shift(); next; next = this.news.shift()) {
      try {
        next();
      } catch (reason) {
        console.error('ringline: a listener failed', reason);
      }
    }
  }

  private wait(untilMs: number | undefined, nowMs: number): void {
    this.host.clearTimer(this.timer);
    if (untilMs === undefined) return;
    const delayMs = Math.min(longestTimerMs, Math.max(0, untilMs - nowMs) + 1);
    this.timer = this.host.setTimer(() => this.report({ type: 'tick' }), delayMs);
  }

  private level(key: string, stream: MediaStream | undefined): number {
    let meter = this.meters.get(key);
    if (meter && meter.stream !== stream) {
      meter.close();
      this.meters.delete(key);
      meter = undefined;
    }
    if (!stream || stream.getAudioTracks().length === 0) return 0;
    if (!meter) {
      meter = new Meter(this.sound.audioContext(), stream);
      this.meters.set(key, meter);
    }
    return meter.level();
  }

  private dropMeters(which: (key: string) => boolean): void {
    for (const [key, meter] of this.meters) {
      if (!which(key)) continue;
      meter.close();
      this.meters.delete(key);
    }
  }
}

function add<T>(all: Set<T>, one: T): () => void {
  all.add(one);
  return () => void all.delete(one);
}
