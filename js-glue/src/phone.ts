import { CallMedia } from './call-media.js';
import { makeCore, toConfig, type CoreLoader, type CorePhone } from './core.js';
import { browserHost, listDevices, type Host, type HostEvent } from './host.js';
import { Link } from './link.js';
import type { PageMemory } from './memory.js';
import { News } from './news.js';
import { emptySnapshot, toSnapshot } from './snapshot.js';
import type { RingtoneName } from './tone.js';
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

/** No timer sleeps longer than a day: browsers take a delay beyond 2^31 ms for none. */
const longestTimerMs = 86_400_000;

/** Loading the core again after a failure: first after this long, then twice as long each time. */
const loadAgainMs = { first: 1_000, longest: 30_000 };

/**
 * Performs what the core decides, and tells it what happened. Nothing here chooses what becomes of a
 * call.
 */
export class BrowserPhone implements Phone {
  private readonly host: Host;
  private readonly link: Link;
  private readonly media: CallMedia;
  private readonly news = new News();
  private readonly memory: PageMemory | undefined;

  private core: CorePhone | undefined;
  private loading: Promise<void> | undefined;
  private loadAgainMs = loadAgainMs.first;
  private wanted = false;
  private left = false;
  private resting = false;
  private stopListening: (() => void) | undefined;
  private timer: unknown;
  private snapshot: Snapshot = emptySnapshot;
  private handling = false;
  private readonly waiting: Input[] = [];
  private dialedId = '';
  private reachable: ReadonlySet<string> = new Set();

  constructor(
    private readonly options: PhoneOptions,
    private readonly load: CoreLoader,
  ) {
    this.host = options.host ?? browserHost();
    const { url, path = '', namespace = '' } = options;
    const key = `ringline ${options.memoryKey ?? [url, path, namespace].join(' ')}`;
    this.memory = options.memory?.(key) ?? this.host.memory?.(key);
    const report = (input: Input): void => this.report(input);
    this.link = new Link(this.host, options, report);
    this.media = new CallMedia(this.host, options, report);
  }

  connect(): void {
    if (this.left) return;
    this.wanted = true;
    void this.start().catch(() => undefined);
  }

  close(): void {
    this.report({ type: 'close' });
    this.release();
    if (!this.resting) return;
    this.resting = this.left = false;
    this.memory?.write('');
  }

  /**
   * The page goes for good. Where it is loaded again, the next one goes on with the call. What is shown
   * stays as it is: nobody sees it, and who would act on it would act in a page that is gone.
   */
  private leave(): void {
    this.left = true;
    this.report({ type: 'leave' });
    this.release();
  }

  /**
   * The page goes into the back-forward cache, where nothing of it runs: nobody could reach it there. It
   * leaves its calls as a page does that is loaded again, and is the next page itself if it comes back.
   */
  private rest(): void {
    if (!this.wanted || this.left) return;
    this.left = true;
    this.resting = true;
    this.report({ type: 'leave' });
    this.letGo();
  }

  private comeBack(): void {
    if (!this.resting) return this.report({ type: 'awake' });
    this.resting = this.left = false;
    this.core?.delete();
    this.core = this.loading = undefined;
    this.show(emptySnapshot);
    this.connect();
    this.news.tell();
  }

  private release(): void {
    this.wanted = false;
    this.stopListening?.();
    this.stopListening = undefined;
    this.letGo();
  }

  private letGo(): void {
    this.host.clearTimer(this.timer);
    this.link.close();
    this.media.release();
  }

  subscribe = (listener: () => void): (() => void) => this.news.watch(listener);
  getSnapshot = (): Snapshot => this.snapshot;
  getReachable = (): ReadonlySet<string> => this.reachable;

  async dial({ contactId = '', phoneNumber = '', name = '' }: DialRequest): Promise<string> {
    await this.start();
    this.must({ type: 'dial', contactId, phoneNumber, name });
    return this.dialedId;
  }

  accept(id: string): void {
    // A click: sound is allowed from here on.
    this.media.sound.gesture();
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

  sendDtmf(id: string, digits: string): void {
    this.media.sendDtmf(id, digits);
  }

  setHold(id: string, held: boolean): void {
    this.must({ type: 'setHold', id, held });
  }

  setSpeaker(speaker: { deviceId?: string; volume?: number }): void {
    this.media.sound.setSpeaker(speaker);
  }

  setMicrophone({ deviceId }: { deviceId: string }): void {
    this.media.microphones.choose(deviceId);
  }

  setRingtone(ringtone: { name?: RingtoneName; volume?: number }): void {
    this.media.sound.setRingtone(ringtone);
  }

  devices(): Promise<{ microphones: MediaDeviceInfo[]; speakers: MediaDeviceInfo[] }> {
    return listDevices(this.host);
  }

  levels(callId: string): { local: number; remote: number } {
    return this.media.levels(callId);
  }

  recording(): string {
    return this.options.recorder?.file() ?? '';
  }

  on(what: 'event', listener: (event: PhoneEvent) => void): () => void;
  on(what: 'trace', listener: (entry: TraceEntry) => void): () => void;
  on(what: 'presence', listener: (reachable: ReadonlySet<string>) => void): () => void;
  on(what: 'event' | 'trace' | 'presence', listener: (it: never) => void): () => void {
    return this.news.on(what, listener);
  }

  /** Loads the core, makes its phone, connects. */
  private start(): Promise<void> {
    this.loading ??= this.prepare().catch((reason: unknown) => {
      this.loading = undefined;
      this.cannotLoad(reason);
      throw reason;
    });
    return this.loading.then(() => {
      if (!this.wanted) return;
      this.listen();
      this.report({ type: 'connect' });
    });
  }

  private cannotLoad(reason: unknown): void {
    const isOptions = reason instanceof PhoneError;
    const error = isOptions
      ? { code: reason.code, message: reason.message }
      : { code: 'load_failed', message: String(reason) };
    this.show({ ...emptySnapshot, error: Object.freeze(error) });
    // Wrong options stay wrong; a network comes back.
    if (!isOptions && this.wanted) {
      this.host.clearTimer(this.timer);
      this.timer = this.host.setTimer(() => this.loadAgain(), this.loadAgainMs);
      this.loadAgainMs = Math.min(loadAgainMs.longest, this.loadAgainMs * 2);
    }
    this.news.tell();
  }

  private loadAgain(): void {
    if (this.wanted && !this.core) this.connect();
  }

  private listen(): void {
    this.stopListening ??= this.host.listen((event) => this.notice(event));
  }

  private async prepare(): Promise<void> {
    if (!this.options.host && typeof window === 'undefined') {
      throw new PhoneError('bad_field', 'host', 'host: must be given outside a browser');
    }
    if (this.wanted) this.listen();
    const { options, host } = this;
    const configJson = toConfig(options, host.hasPeerConnections?.() ?? true);
    const seed = host.seed();
    const core = makeCore(await this.load(), configJson, seed);
    const left = await this.memory?.read();
    this.core = core;
    options.recorder?.start(configJson, seed, host.seed()[0]);
    if (left) this.report({ type: 'recall', text: left });
  }

  private notice(event: HostEvent): void {
    switch (event) {
      case 'online':
      case 'offline':
        if (event === 'online') this.loadAgain();
        return this.report({ type: 'network', online: event === 'online' });
      case 'changed':
        return this.report({ type: 'network', online: true, changed: true });
      case 'awake':
        return this.report({ type: 'awake' });
      case 'leaving':
        return this.leave();
      case 'cached':
        return this.rest();
      case 'restored':
        return this.comeBack();
      case 'gesture':
        this.media.sound.gesture();
        // What a click can bring back belongs to a call.
        if (this.snapshot.calls.length > 0) this.report({ type: 'sound', what: 'gesture' });
        return;
      case 'allowed':
        return this.report({ type: 'sound', what: 'allowed' });
      case 'devices':
        this.news.happened('devices', '', '');
        this.report({ type: 'sound', what: 'devices' });
        return void this.media.microphones.followSystem();
    }
  }

  /** What happened. While the core's outputs are being performed, it waits for its turn. */
  private report(input: Input): void {
    this.waiting.push(input);
    if (this.handling) return;
    this.handling = true;
    try {
      for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
        const error = this.handle(next);
        if (error) this.refused(next, error);
      }
    } finally {
      this.handling = false;
    }
    this.news.tell();
  }

  /** What happened is no news that the core understands: an `auth` of the wrong form, for one. */
  private refused(input: Input, { field, message }: { field: string; message: string }): void {
    const problem = `${input.type}: ${field} ${message}`;
    this.news.happened('warning', '', problem);
    if (input.type === 'linkUp') this.link.fail(input.attempt, problem);
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
    const inputJson = JSON.stringify(input);
    const replyJson = this.core.handle(nowMs, inputJson);
    const reply = JSON.parse(replyJson) as CoreReply;
    for (const output of reply.outputs) {
      try {
        this.perform(output, nowMs);
      } catch (reason) {
        // A browser that can't do one thing, a tone for instance, still does the others.
        const id = 'id' in output ? (output.id ?? '') : '';
        this.news.happened('warning', id, `${output.type}: ${String(reason)}`);
      }
    }
    const { core } = this;
    const hasCalls = this.snapshot.calls.length > 0;
    this.options.recorder?.note(nowMs, inputJson, replyJson, hasCalls, () => core.checkpoint());
    this.news.traced({ nowMs, input, outputs: reply.outputs });
    return reply.error;
  }

  private perform(output: Output, nowMs: number): void {
    const { media } = this;
    switch (output.type) {
      case 'openLink':
        return void this.link.open(output.attempt);
      case 'sendFrame':
        return this.link.send(output.text);
      case 'closeLink':
        return this.link.close();
      case 'refreshAuth':
        return void this.refreshAuth();
      case 'createPeer':
        return media.createPeer(output);
      case 'sendChannel':
        return media.peer(output)?.say(output.text);
      case 'createOffer':
        return media.peer(output)?.createOffer(output.iceRestart);
      case 'setRemote':
        return media.peer(output)?.setRemote(output.description);
      case 'addCandidate':
        return media.peer(output)?.addCandidate(output.candidate);
      case 'closePeer':
        return media.closePeer(output);
      case 'acquireMicrophone':
        return void media.microphones.acquire(output.id, output.quiet === true);
      case 'attachMicrophone':
        return this.attach(output);
      case 'releaseMicrophone':
        return media.microphones.release(output.id);
      case 'setMuted':
        return media.microphones.setMuted(output.id, output.muted);
      case 'playRemote':
        return media.play(output.id, output.on);
      case 'playTone':
        return media.sound.playTone(output.tone);
      case 'remember':
        return this.memory?.write(output.text);
      case 'presence':
        return this.setReachable(output);
      case 'dialed':
        this.dialedId = output.id;
        return;
      case 'changed':
        if (!this.left) this.change(output.now);
        return;
      case 'happened':
        return this.news.happened(output.name, output.id ?? '', output.detail ?? '');
      case 'wait':
        return this.wait(output.untilMs, nowMs);
      default:
        output satisfies never;
    }
  }

  /**
   * The voice first: a browser attaches it in a few milliseconds, but only where the page lets it, and
   * to show that a call was answered is more work than that.
   */
  private attach(of: { id: string; generation: number }): void {
    const attached = this.media.attach(of);
    if (attached) this.news.hold(attached, this.host);
  }

  /** The next token of the connection that is open. Where there is none yet, the core asks again. */
  private async refreshAuth(): Promise<void> {
    try {
      this.report({ type: 'freshAuth', auth: await this.options.auth() });
    } catch (reason) {
      this.news.happened('warning', '', `auth: ${String(reason)}`);
      this.news.tell();
    }
  }

  private change(now: CoreSnapshot): void {
    this.show(toSnapshot(now, this.snapshot));
    this.media.follow(now.calls);
  }

  private setReachable({ contacts, snapshot }: Extract<Output, { type: 'presence' }>): void {
    const reachable = new Set(snapshot ? [] : this.reachable);
    for (const each of contacts) reachable[each.reachable ? 'add' : 'delete'](each.contactId);
    this.reachable = reachable;
    this.news.present(reachable);
  }

  private show(snapshot: Snapshot): void {
    this.snapshot = Object.freeze(snapshot);
    this.news.changed();
  }

  private wait(untilMs: number | undefined, nowMs: number): void {
    this.host.clearTimer(this.timer);
    if (untilMs === undefined) return;
    const delayMs = Math.min(longestTimerMs, Math.max(0, untilMs - nowMs) + 1);
    this.timer = this.host.setTimer(() => this.report({ type: 'tick' }), delayMs);
  }
}
