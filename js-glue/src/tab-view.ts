import type { Call, Phone, Snapshot } from 'ringline';

import { News } from './news.js';
import { emptySnapshot, freeze } from './snapshot.js';

/** What a tab shows of the phone, whichever tab that is in, and who is told. */
export class TabView {
  readonly news = new News();
  snapshot: Snapshot = emptySnapshot;
  reachable: ReadonlySet<string> = new Set();
  /** Of the tab that had the phone before, and not this one's yet. */
  private handed: readonly Call[] = [];

  /** As another tab tells it; copies of what it shows. */
  mirror(snapshot: Snapshot, reachable: readonly string[]): void {
    this.snapshot = freeze(snapshot);
    this.news.changed();
    const before = this.reachable;
    if (before.size !== reachable.length || !reachable.every((each) => before.has(each))) {
      this.reachable = new Set(reachable);
      this.news.present(this.reachable);
    }
  }

  /** The phone comes into this tab with the conversations of the one before: they are being restored. */
  beginTakingOver(): void {
    this.handed = this.snapshot.calls.filter(isAccepted).map((call) => ({
      ...call,
      state: 'reconnecting',
      reconnecting: true,
      resuming: true,
      quality: null,
      warnings: [],
    }));
  }

  /** Whether the phone of this tab doesn't know yet what it has taken over. */
  get isTakingOver(): boolean {
    return this.handed.length > 0;
  }

  /** What the phone of this tab shows. */
  show(own: Phone): void {
    const shown = own.getSnapshot();
    const isBeginning = shown.link === 'offline' && shown.calls.length === 0;
    const waits = isBeginning && (!shown.error || shown.error.code === 'load_failed');
    if (!waits) this.handed = [];
    const snapshot = this.isTakingOver
      ? freeze({ ...shown, link: 'connecting' as const, calls: this.handed })
      : shown;
    if (snapshot !== this.snapshot) {
      this.snapshot = snapshot;
      this.news.changed();
    }
  }

  /** Whom it can reach. What the tab before knew counts until the phone of this tab has heard of it. */
  present(own: Phone): void {
    this.reachable = own.getReachable();
    this.news.present(this.reachable);
  }
}

const isAccepted = ({ state }: Call): boolean =>
  state === 'connecting' || state === 'active' || state === 'reconnecting';
