import type { Tabs } from './tabs.js';

/** How often the owner is asked whether it is there, and how many questions it may leave open. */
const askEveryMs = 2_000;
const unansweredAtMost = 2;

/**
 * Watches over the tab that has the phone, from a tab that the user sees. A browser may freeze a tab, or a
 * script may hang in it, and it keeps its lock: nobody could be called then. It is asked, for the timers of a
 * tab in the background may rest while its answers don't. Questions count, and no time: after a sleep of the
 * whole computer no tab has had a chance to answer.
 */
export class TabWatch {
  private open = 0;
  private timer: unknown;

  constructor(
    private readonly tabs: Tabs,
    private readonly ask: () => void,
    private readonly onSilence: () => void,
  ) {}

  start(): void {
    this.stop();
    this.open = 0;
    this.schedule();
  }

  stop(): void {
    this.tabs.clearTimer(this.timer);
    this.timer = undefined;
  }

  /** The owner has said something. */
  heard(): void {
    this.open = 0;
  }

  private schedule(): void {
    this.timer = this.tabs.setTimer(() => this.look(), askEveryMs);
  }

  private look(): void {
    if (!this.tabs.isVisible()) this.open = 0;
    else if (this.open >= unansweredAtMost) {
      this.open = 0;
      return this.onSilence();
    } else {
      this.open += 1;
      this.ask();
    }
    this.schedule();
  }
}
