import { PhoneError } from 'ringline';

import { closed } from './tab-commands.js';
import type { TabCommand, TabError } from './tab-messages.js';
import type { Tabs } from './tabs.js';

/** What the tab that has the phone is given to answer: one that is frozen is replaced sooner. */
const answerMs = 10_000;

interface Asked {
  command: TabCommand;
  readonly done: (value: string) => void;
  readonly fail: (reason: unknown) => void;
  timer: unknown;
}

/** What this tab has asked of the one that has the phone, until there is an answer. */
export class TabQuestions {
  private readonly asked = new Map<number, Asked>();
  private lastId = 0;

  constructor(
    private readonly tabs: Tabs,
    private readonly post: (id: number, command: TabCommand) => void,
  ) {}

  ask(command: TabCommand): Promise<string> {
    const id = ++this.lastId;
    return new Promise((done, fail) => {
      const timer = this.tabs.setTimer(() => {
        this.take(id);
        const message = 'the tab that has the phone gives no answer: close it, or try again';
        fail(new PhoneError('wrong_state', 'link', message));
      }, answerMs);
      this.asked.set(id, { command, done, fail, timer });
      this.post(id, command);
    });
  }

  answer(id: number, value: string, error: TabError | null): void {
    const asked = this.take(id);
    if (error) asked?.fail(new PhoneError(error.code, error.field, error.message));
    else asked?.done(value);
  }

  /** Another tab has the phone now: it never heard of them. */
  repeat(): void {
    for (const [id, { command }] of this.asked) this.post(id, command);
  }

  /** This tab has the phone now. */
  answerBy(run: (command: TabCommand) => Promise<string>): void {
    for (const [id, asked] of [...this.asked]) {
      this.take(id);
      void run(asked.command).then(asked.done, asked.fail);
    }
  }

  failAll(): void {
    for (const id of [...this.asked.keys()]) this.take(id)?.fail(closed());
  }

  private take(id: number): Asked | undefined {
    const asked = this.asked.get(id);
    this.asked.delete(id);
    if (asked) this.tabs.clearTimer(asked.timer);
    return asked;
  }
}
