import { browserHost, createPhone, PhoneError } from 'ringline';
import type {
  DialRequest,
  Phone,
  PhoneEvent,
  PhoneOptions,
  RingtoneName,
  Snapshot,
  TraceEntry,
} from 'ringline';

import { News } from './news.js';
import { emptySnapshot, freeze } from './snapshot.js';
import type { Levels, TabCommand, TabError, TabMessage, TabSettings } from './tab-messages.js';
import { browserTabs, type TabChannel, type Tabs } from './tabs.js';

/** What the tab that has the phone is given to answer. */
const answerMs = 5_000;

/** A tab that shows no meters any more needs no levels. */
const levelsOutdatedMs = 200;

/** For tests. */
export interface TabSurroundings {
  tabs?: Tabs;
  createPhone?: (options: PhoneOptions) => Phone;
}

/**
 * One phone for all tabs of a browser in which the same person has signed in. One tab owns it: there
 * it has its connection, its calls and its ring. The others show the same snapshot, and what they are
 * asked to do they have the owner do. When the owner is closed, the next tab takes the phone over.
 *
 * `key` names the person; phones of different keys have nothing to do with each other. It has the shape
 * of `createPhone`, so that it serves the React hook: `<VoiceCallProvider create={createTabPhone}>`.
 *
 * In a tab that isn't the owner, commands throw where the call isn't there; what the owner refuses
 * beyond that is a `warning` event. `on('trace')` hears what this tab's own phone does. `options` should
 * be the same in all tabs, since any may become the owner.
 */
export function createTabPhone(
  options: PhoneOptions,
  key: string,
  surroundings: TabSurroundings = {},
): TabPhone {
  return new TabPhone(options, `ringline ${key}`, surroundings);
}

interface Asked {
  command: TabCommand;
  done(value: string): void;
  fail(error: PhoneError): void;
  timer: unknown;
}

export class TabPhone implements Phone {
  private readonly tabs: Tabs;
  private readonly id: string;
  private readonly news = new News();
  private readonly asked = new Map<number, Asked>();
  private readonly traces = new Map<(entry: TraceEntry) => void, (() => void) | undefined>();

  private channel: TabChannel | undefined;
  private giveUp: AbortController | undefined;
  private release: (() => void) | undefined;
  private own: Phone | undefined;
  private stopForwarding: (() => void)[] = [];
  private owner = '';
  private snapshot: Snapshot = emptySnapshot;
  private reachable: ReadonlySet<string> = new Set();
  private settings: TabSettings = {};
  private levelsNow: Levels = {};
  private levelsAskedFor = false;
  private lastId = 0;

  constructor(
    private readonly options: PhoneOptions,
    private readonly name: string,
    private readonly surroundings: TabSurroundings,
  ) {
    this.tabs = surroundings.tabs ?? browserTabs();
    this.id = this.tabs.newId();
  }

  /** Whether the phone is in this tab. */
  get isOwner(): boolean {
    return this.own !== undefined;
  }

  connect(): void {
    if (this.giveUp) return this.own?.connect();
    const giveUp = new AbortController();
    this.giveUp = giveUp;
    this.channel = this.tabs.openChannel(this.name, (message) => this.hear(message as TabMessage));
    this.post({ type: 'hello', from: this.id });
    this.tabs.lock(this.name, giveUp.signal, () => {
      if (giveUp.signal.aborted) return Promise.resolve();
      return new Promise((release) => {
        this.release = release;
        this.takeOver();
      });
    });
  }

  /** Ends the calls if they are this tab's; otherwise they go on where they are. */
  close(): void {
    this.giveUp?.abort();
    this.giveUp = undefined;
    this.letGo();
    for (const id of [...this.asked.keys()]) this.forget(id)?.fail(closed());
    this.channel?.close();
    this.channel = undefined;
    this.owner = '';
    this.mirror(emptySnapshot, []);
    this.news.tell();
  }

  subscribe = (listener: () => void): (() => void) => this.news.watch(listener);
  getSnapshot = (): Snapshot => this.snapshot;
  getReachable = (): ReadonlySet<string> => this.reachable;

  async dial(to: DialRequest): Promise<string> {
    if (!this.giveUp) throw closed();
    if (!this.own) await this.tabs.askMicrophone();
    return this.own ? this.own.dial(to) : this.ask({ name: 'dial', args: [to] });
  }

  accept(id: string): void {
    if (this.own) return this.own.accept(id);
    this.mustKnow(id);
    void this.tabs.askMicrophone().then(() => this.order({ name: 'accept', args: [id] }));
  }

  reject(id: string): void {
    this.command({ name: 'reject', args: [id] });
  }

  hangUp(id: string): void {
    this.command({ name: 'hangUp', args: [id] });
  }

  setMuted(id: string, muted: boolean): void {
    this.command({ name: 'setMuted', args: [id, muted] });
  }

  setHold(id: string, held: boolean): void {
    this.command({ name: 'setHold', args: [id, held] });
  }

  sendDtmf(id: string, digits: string): void {
    this.command({ name: 'sendDtmf', args: [id, digits] });
  }

  setSpeaker(speaker: { deviceId?: string; volume?: number }): void {
    this.set({ speaker: { ...this.settings.speaker, ...speaker } });
  }

  setMicrophone(microphone: { deviceId: string }): void {
    this.set({ microphone });
  }

  setRingtone(ringtone: { name?: RingtoneName; volume?: number }): void {
    this.set({ ringtone: { ...this.settings.ringtone, ...ringtone } });
  }

  async devices(): Promise<{ microphones: MediaDeviceInfo[]; speakers: MediaDeviceInfo[] }> {
    if (this.own) return this.own.devices();
    const all = await (this.options.host ?? browserHost()).enumerateDevices();
    return {
      microphones: all.filter(({ kind }) => kind === 'audioinput'),
      speakers: all.filter(({ kind }) => kind === 'audiooutput'),
    };
  }

  /** In a tab that isn't the owner they come a tenth of a second late. */
  levels(callId: string): { local: number; remote: number } {
    if (this.own) return this.own.levels(callId);
    if (!this.levelsAskedFor && this.channel) {
      this.levelsAskedFor = true;
      this.tabs.setTimer(() => (this.levelsAskedFor = false), levelsOutdatedMs / 2);
      this.post({ type: 'askLevels' });
    }
    return this.levelsNow[callId] ?? { local: 0, remote: 0 };
  }

  /** Of this tab's own phone: empty where another tab has it, which keeps its recording itself. */
  recording(): string {
    return this.own?.recording() ?? '';
  }

  on(what: 'event', listener: (event: PhoneEvent) => void): () => void;
  on(what: 'presence', listener: (reachable: ReadonlySet<string>) => void): () => void;
  on(what: 'trace', listener: (entry: TraceEntry) => void): () => void;
  on(what: 'event' | 'presence' | 'trace', listener: (it: never) => void): () => void {
    if (what !== 'trace') return this.news.on(what, listener);
    const trace = listener as (entry: TraceEntry) => void;
    this.traces.set(trace, this.own?.on('trace', trace));
    return () => {
      this.traces.get(trace)?.();
      this.traces.delete(trace);
    };
  }

  // This tab has the phone.

  private takeOver(): void {
    const make = this.surroundings.createPhone ?? createPhone;
    const own = make(this.options);
    this.own = own;
    this.owner = this.id;
    this.apply(own, this.settings);
    this.stopForwarding = [
      own.subscribe(() => this.forward(own)),
      own.on('presence', () => this.forward(own)),
      own.on('event', (event) => {
        this.news.happened(event.name, event.callId, event.detail);
        this.news.tell();
        this.post({ type: 'happened', event });
      }),
    ];
    for (const trace of this.traces.keys()) this.traces.set(trace, own.on('trace', trace));
    own.connect();
    this.forward(own);
    // What this tab had asked the owner for that is gone.
    for (const [id, { command }] of [...this.asked]) void this.perform(own, command, id);
  }

  private letGo(): void {
    const { own } = this;
    this.own = undefined;
    for (const stop of this.stopForwarding.splice(0)) stop();
    own?.close();
    this.release?.();
    this.release = undefined;
  }

  private forward(own: Phone): void {
    const snapshot = own.getSnapshot();
    const reachable = own.getReachable();
    if (snapshot !== this.snapshot) {
      this.snapshot = snapshot;
      this.news.changed();
    }
    if (reachable !== this.reachable) {
      this.reachable = reachable;
      this.news.present(reachable);
    }
    this.news.tell();
    this.post({ type: 'state', owner: this.id, snapshot, reachable: [...reachable] });
  }

  private async perform(own: Phone, { name, args }: TabCommand, id: number): Promise<void> {
    const asked = this.forget(id);
    try {
      asked?.done(await run(own, { name, args }));
    } catch (reason) {
      asked?.fail(reason as PhoneError);
    }
  }

  // Another tab has it.

  private command(command: TabCommand): void {
    if (this.own) return void perform(this.own, command);
    this.mustKnow(command.args[0] as string);
    this.order(command);
  }

  private mustKnow(id: string): void {
    if (this.snapshot.calls.some((call) => call.id === id)) return;
    throw new PhoneError('unknown_call', 'id', `id: there is no call ${id}`);
  }

  /** Nobody waits for what comes of it. */
  private order(command: TabCommand): void {
    this.ask(command).catch((reason: unknown) => {
      this.news.happened('warning', String(command.args[0]), `${command.name}: ${String(reason)}`);
      this.news.tell();
    });
  }

  private ask(command: TabCommand): Promise<string> {
    if (this.own) return run(this.own, command);
    const id = ++this.lastId;
    return new Promise((done, fail) => {
      const timer = this.tabs.setTimer(() => {
        this.forget(id);
        const message = 'the tab that has the phone gives no answer: close it, or try again';
        fail(new PhoneError('wrong_state', 'link', message));
      }, answerMs);
      this.asked.set(id, { command, done, fail, timer });
      this.post({ type: 'command', from: this.id, id, ...command });
    });
  }

  private forget(id: number): Asked | undefined {
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (asked) this.tabs.clearTimer(asked.timer);
    return asked;
  }

  private mirror(snapshot: Snapshot, reachable: readonly string[]): void {
    this.snapshot = freeze(snapshot);
    this.news.changed();
    const before = this.reachable;
    if (before.size !== reachable.length || !reachable.every((each) => before.has(each))) {
      this.reachable = new Set(reachable);
      this.news.present(this.reachable);
    }
  }

  // Both.

  private set(settings: TabSettings): void {
    this.settings = { ...this.settings, ...settings };
    this.post({ type: 'settings', settings });
    if (this.own) this.apply(this.own, settings);
  }

  private apply(own: Phone, { speaker, microphone, ringtone }: TabSettings): void {
    if (speaker) own.setSpeaker(speaker);
    if (microphone) own.setMicrophone(microphone);
    if (ringtone) own.setRingtone(ringtone as { name?: RingtoneName; volume?: number });
  }

  private post(message: TabMessage): void {
    this.channel?.post(message);
  }

  private hear(message: TabMessage): void {
    switch (message.type) {
      case 'hello':
        if (this.own) this.forward(this.own);
        if (this.own) this.post({ type: 'settings', settings: this.settings });
        return;
      case 'state':
        return this.hearState(message);
      case 'happened':
        if (this.own) return;
        this.news.happened(message.event.name, message.event.callId, message.event.detail);
        return this.news.tell();
      case 'command':
        return void this.hearCommand(message);
      case 'answer':
        return this.hearAnswer(message);
      case 'settings':
        this.settings = { ...this.settings, ...message.settings };
        if (this.own) this.apply(this.own, message.settings);
        return;
      case 'askLevels':
        return this.tellLevels();
      case 'levels':
        this.levelsNow = message.levels;
        return;
      default:
        message satisfies never;
    }
  }

  private hearState({ owner, snapshot, reachable }: Extract<TabMessage, { type: 'state' }>): void {
    // The last words of an owner that has let go meanwhile.
    if (this.own) return;
    const isNew = owner !== this.owner;
    this.owner = owner;
    this.mirror(snapshot, reachable);
    this.news.tell();
    if (!isNew) return;
    for (const [id, { command }] of this.asked) {
      this.post({ type: 'command', from: this.id, id, ...command });
    }
  }

  private async hearCommand(message: Extract<TabMessage, { type: 'command' }>): Promise<void> {
    const { own } = this;
    if (!own) return;
    const { from, id, name, args } = message;
    let value = '';
    let error: TabError | null = null;
    try {
      value = await run(own, { name, args });
    } catch (reason) {
      error = toError(reason);
    }
    this.post({ type: 'answer', to: from, id, value, error });
  }

  private hearAnswer({ to, id, value, error }: Extract<TabMessage, { type: 'answer' }>): void {
    if (to !== this.id) return;
    const asked = this.forget(id);
    if (error) asked?.fail(new PhoneError(error.code, error.field, error.message));
    else asked?.done(value);
  }

  private tellLevels(): void {
    const { own } = this;
    if (!own) return;
    const calls = own.getSnapshot().calls.map(({ id }) => [id, own.levels(id)] as const);
    this.post({ type: 'levels', levels: Object.fromEntries(calls) });
  }
}

const closed = (): PhoneError => new PhoneError('wrong_state', 'link', 'connect first');

/** What isn't the phone's own is told as its own, too: a tab that gave no answer would be worse. */
const toError = (reason: unknown): TabError =>
  reason instanceof PhoneError
    ? { code: reason.code, field: reason.field, message: reason.message }
    : { code: 'wrong_state', field: 'link', message: String(reason) };

type Perform = (own: Phone, id: string, value: unknown) => unknown;

/** The commands that there are; the core looks at what they are given. */
const commands: Record<TabCommand['name'], Perform> = {
  dial: (own, to) => own.dial(to as unknown as DialRequest),
  accept: (own, id) => own.accept(id),
  reject: (own, id) => own.reject(id),
  hangUp: (own, id) => own.hangUp(id),
  setMuted: (own, id, muted) => own.setMuted(id, muted === true),
  setHold: (own, id, held) => own.setHold(id, held === true),
  sendDtmf: (own, id, digits) => own.sendDtmf(id, String(digits)),
};

const perform = (own: Phone, { name, args: [first, second] }: TabCommand): unknown =>
  commands[name](own, first as string, second);

async function run(own: Phone, command: TabCommand): Promise<string> {
  const value = await perform(own, command);
  return typeof value === 'string' ? value : '';
}
