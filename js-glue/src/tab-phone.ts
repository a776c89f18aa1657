import { browserHost, createPhone, PhoneError } from 'ringline';
import type {
  Call,
  DialRequest,
  Host,
  Phone,
  PhoneEvent,
  PhoneOptions,
  RingtoneName,
  Snapshot,
  TraceEntry,
} from 'ringline';

import { listDevices } from './host.js';
import { emptySnapshot } from './snapshot.js';
import { closed, perform, run, toError } from './tab-commands.js';
import { TabHost } from './tab-host.js';
import { TabMemory } from './tab-memory.js';
import type { Levels, TabCommand, TabError, TabMessage, TabSettings } from './tab-messages.js';
import { TabQuestions } from './tab-questions.js';
import { TabView } from './tab-view.js';
import { TabWatch } from './tab-watch.js';
import { browserTabs, type TabChannel, type Tabs } from './tabs.js';

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
 * asked to do they have the owner do. When the owner is closed, goes into the back-forward cache or gives no
 * answer any more, the next tab takes the phone over, and the conversations with it: a new peer connection
 * within the same call, as after a reload.
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

export class TabPhone implements Phone {
  private readonly tabs: Tabs;
  private readonly id: string;
  private readonly view = new TabView();
  private readonly memory = new TabMemory();
  private readonly questions: TabQuestions;
  private readonly traces = new Map<(entry: TraceEntry) => void, (() => void) | undefined>();

  private channel: TabChannel | undefined;
  private giveUp: AbortController | undefined;
  private release: (() => void) | undefined;
  private own: Phone | undefined;
  private ownHost: TabHost | undefined;
  private stopListening: (() => void) | undefined;
  private resting = false;
  private readonly watch: TabWatch;
  /** Whether the owner is one that answers. */
  private ownerAnswers = true;
  private stopForwarding: (() => void)[] = [];
  /** How many tabs would have the phone after this one. */
  private heirs = 0;
  /** What waits until the phone of this tab knows its calls. */
  private readonly delayed: (() => void)[] = [];
  private owner = '';
  private settings: TabSettings = {};
  private levelsNow: Levels = {};
  private levelsAskedFor = false;

  constructor(
    private readonly options: PhoneOptions,
    private readonly name: string,
    private readonly surroundings: TabSurroundings,
  ) {
    this.tabs = surroundings.tabs ?? browserTabs();
    this.id = this.tabs.newId();
    this.questions = new TabQuestions(this.tabs, (id, command) =>
      this.post({ type: 'command', from: this.id, id, ...command }),
    );
    this.watch = new TabWatch(
      this.tabs,
      () => this.post({ type: 'areYouThere' }),
      () => this.steal(),
    );
  }

  /** Whether the phone is in this tab. */
  get isOwner(): boolean {
    return this.own !== undefined;
  }

  /** Whether the calls go on in another tab when this one, which has them, is closed. */
  get outlivesTab(): boolean {
    const ends = ({ state }: Call): boolean => state === 'dialing' || state === 'ringing';
    return this.own !== undefined && this.heirs > 0 && !this.view.snapshot.calls.some(ends);
  }

  connect(): void {
    if (this.giveUp) return this.own?.connect();
    if (this.resting) return;
    this.stopListening = this.host().listen((event) => {
      if (event === 'cached') this.rest();
      if (event === 'restored') this.comeBack();
    });
    this.begin();
  }

  private begin(): void {
    this.channel = this.tabs.openChannel(this.name, (message) => this.hear(message as TabMessage));
    this.post({ type: 'hello', from: this.id });
    this.queueUp();
  }

  /** For the phone, which another tab may have. */
  private queueUp(): void {
    const giveUp = new AbortController();
    this.giveUp = giveUp;
    this.tabs.lock(
      this.name,
      giveUp.signal,
      () => this.hold(giveUp),
      () => this.lose(giveUp),
    );
    if (this.channel && !this.own) this.watch.start();
  }

  private hold(giveUp: AbortController): Promise<void> {
    if (giveUp.signal.aborted) return Promise.resolve();
    return new Promise((release) => {
      this.release = release;
      this.takeOver();
    });
  }

  /** The tab that has the phone gives no answer. */
  private steal(): void {
    // One of an older version never does; it may be well.
    if (this.own || !this.giveUp || !this.ownerAnswers) return this.watch.start();
    this.giveUp.abort();
    const giveUp = new AbortController();
    this.giveUp = giveUp;
    this.tabs.steal(
      this.name,
      () => this.hold(giveUp),
      () => this.lose(giveUp),
    );
  }

  /** Another tab has taken the phone, for this one gave no answer; the calls go on there. */
  private lose(giveUp: AbortController): void {
    if (this.giveUp !== giveUp) return;
    this.handOver();
    this.queueUp();
    // What the new owner has said meanwhile was not for an owner.
    this.post({ type: 'hello', from: this.id });
  }

  /** The page goes into the back-forward cache: any other tab has the phone from now on. */
  private rest(): void {
    if (!this.giveUp || this.resting) return;
    this.resting = true;
    this.handOver();
    this.stopWaiting();
  }

  private comeBack(): void {
    if (!this.resting) return;
    this.resting = false;
    this.begin();
  }

  private stopWaiting(): void {
    this.watch.stop();
    this.giveUp?.abort();
    this.giveUp = undefined;
    this.channel?.close();
    this.channel = undefined;
    this.owner = '';
  }

  /** Ends the calls if they are this tab's; otherwise they go on where they are. */
  close(): void {
    this.stopListening?.();
    this.stopListening = undefined;
    this.resting = false;
    const { own } = this;
    this.letGo();
    own?.close();
    this.stopWaiting();
    this.questions.failAll();
    this.view.mirror(emptySnapshot, []);
    this.view.news.tell();
  }

  subscribe = (listener: () => void): (() => void) => this.view.news.watch(listener);
  getSnapshot = (): Snapshot => this.view.snapshot;
  getReachable = (): ReadonlySet<string> => this.view.reachable;

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

  devices(): Promise<{ microphones: MediaDeviceInfo[]; speakers: MediaDeviceInfo[] }> {
    return this.own ? this.own.devices() : listDevices(this.host());
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
    if (what !== 'trace') return this.view.news.on(what, listener);
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
    const { memory, view } = this;
    this.watch.stop();
    const ownHost = new TabHost(this.host());
    this.ownHost = ownHost;
    const own = make({
      ...this.options,
      host: ownHost.host,
      memory: (key) =>
        memory.ofPhone(this.host().memory?.(key), (text) => this.post({ type: 'memory', text })),
    });
    this.own = own;
    this.owner = this.id;
    if (memory.text) view.beginTakingOver();
    this.apply(own, this.settings);
    this.stopForwarding = [
      own.subscribe(() => this.forward(own)),
      own.on('presence', () => {
        view.present(own);
        this.forward(own);
      }),
      own.on('event', (event) => {
        view.news.happened(event.name, event.callId, event.detail);
        view.news.tell();
        this.post({ type: 'happened', event });
      }),
    ];
    for (const trace of this.traces.keys()) this.traces.set(trace, own.on('trace', trace));
    own.connect();
    this.forward(own);
    // What this tab had asked the owner for that is gone.
    this.questions.answerBy((command) => this.ask(command));
  }

  /** What its phone has goes on in another tab, or here when the page is back. */
  private handOver(): void {
    const { ownHost } = this;
    this.letGo();
    ownHost?.leave();
  }

  private letGo(): void {
    this.own = this.ownHost = undefined;
    for (const stop of this.stopForwarding.splice(0)) stop();
    this.release?.();
    this.release = undefined;
    this.heirs = 0;
    for (const each of this.delayed.splice(0)) each();
  }

  private forward(own: Phone): void {
    const { view } = this;
    view.show(own);
    view.news.tell();
    const { snapshot, reachable } = view;
    this.post({
      type: 'state',
      owner: this.id,
      answers: true,
      snapshot,
      reachable: [...reachable],
    });
    if (!view.isTakingOver) for (const each of this.delayed.splice(0)) each();
    // Once a second in a call, since its clock is news: tabs come, go and crash.
    if (snapshot.calls.length > 0) {
      void this.tabs.waiting(this.name).then((count) => (this.heirs = count));
    }
  }

  private host(): Host {
    return this.options.host ?? browserHost();
  }

  // Another tab has it.

  private command(command: TabCommand): void {
    if (this.own && !this.view.isTakingOver) return void perform(this.own, command);
    this.mustKnow(command.args[0] as string);
    this.order(command);
  }

  private mustKnow(id: string): void {
    if (this.view.snapshot.calls.some((call) => call.id === id)) return;
    throw new PhoneError('unknown_call', 'id', `id: there is no call ${id}`);
  }

  /** Nobody waits for what comes of it. */
  private order(command: TabCommand): void {
    const { news } = this.view;
    this.ask(command).catch((reason: unknown) => {
      news.happened('warning', String(command.args[0]), `${command.name}: ${String(reason)}`);
      news.tell();
    });
  }

  private ask(command: TabCommand): Promise<string> {
    const { own } = this;
    if (!own) return this.questions.ask(command);
    if (!this.view.isTakingOver) return run(own, command);
    return new Promise((done, fail) => {
      this.delayed.push(() => void run(own, command).then(done, fail));
    });
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
        return this.greet();
      case 'areYouThere':
        if (this.own) this.post({ type: 'here' });
        return;
      case 'here':
        return this.watch.heard();
      case 'state':
        return this.hearState(message);
      case 'memory':
        if (!this.own) this.memory.hear(message.text);
        return;
      case 'happened':
        return this.hearHappened(message.event);
      case 'command':
        return void this.hearCommand(message);
      case 'answer':
        if (message.to === this.id) {
          this.questions.answer(message.id, message.value, message.error);
        }
        return;
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

  /** A tab has come: it is told what there is. */
  private greet(): void {
    if (!this.own) return;
    this.post({ type: 'memory', text: this.memory.text });
    this.post({ type: 'settings', settings: this.settings });
    this.forward(this.own);
  }

  private hearState(message: Extract<TabMessage, { type: 'state' }>): void {
    const { owner, answers = false, snapshot, reachable } = message;
    // The last words of an owner that has let go meanwhile.
    if (this.own) return;
    this.ownerAnswers = answers;
    this.watch.heard();
    const isNew = owner !== this.owner;
    this.owner = owner;
    this.view.mirror(snapshot, reachable);
    this.view.news.tell();
    if (isNew) this.questions.repeat();
  }

  private hearHappened({ name, callId, detail }: PhoneEvent): void {
    if (this.own) return;
    this.view.news.happened(name, callId, detail);
    this.view.news.tell();
  }

  private async hearCommand(message: Extract<TabMessage, { type: 'command' }>): Promise<void> {
    if (!this.own) return;
    const { from, id, name, args } = message;
    let value = '';
    let error: TabError | null = null;
    try {
      value = await this.ask({ name, args });
    } catch (reason) {
      error = toError(reason);
    }
    this.post({ type: 'answer', to: from, id, value, error });
  }

  private tellLevels(): void {
    const { own } = this;
    if (!own) return;
    const calls = own.getSnapshot().calls.map(({ id }) => [id, own.levels(id)] as const);
    this.post({ type: 'levels', levels: Object.fromEntries(calls) });
  }
}
