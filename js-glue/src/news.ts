import type { Host } from './host.js';
import type { PhoneEvent, TraceEntry } from './types.js';

/** Longer than that nobody waits for what is to come first. */
const longestHoldMs = 50;

/**
 * Those who listen, and what they are still to hear. They are told last, when the phone is whole
 * again: a listener may call the phone, and one that fails harms nobody.
 */
export class News {
  private readonly watchers = new Set<() => void>();
  private readonly events = new Set<(event: PhoneEvent) => void>();
  private readonly traces = new Set<(entry: TraceEntry) => void>();
  private readonly presences = new Set<(reachable: ReadonlySet<string>) => void>();
  private readonly queue: (() => void)[] = [];
  private held: Promise<void> | undefined;

  watch(watcher: () => void): () => void {
    return add(this.watchers, watcher);
  }

  on(what: 'event' | 'trace' | 'presence', listener: (it: never) => void): () => void {
    const all = { event: this.events, trace: this.traces, presence: this.presences };
    return add<(it: never) => void>(all[what], listener);
  }

  changed(): void {
    this.queue.push(...this.watchers);
  }

  happened(name: string, callId: string, detail: string): void {
    for (const listener of this.events) {
      this.queue.push(() => listener({ name, callId, detail }));
    }
  }

  traced(entry: TraceEntry): void {
    for (const listener of this.traces) this.queue.push(() => listener(entry));
  }

  present(reachable: ReadonlySet<string>): void {
    for (const listener of this.presences) this.queue.push(() => listener(reachable));
  }

  /** Nothing is told before that is done. */
  hold(until: Promise<void>, host: Pick<Host, 'setTimer' | 'clearTimer'>): void {
    this.held = until;
    const release = (): void => {
      host.clearTimer(timer);
      if (this.held !== until) return;
      this.held = undefined;
      this.tell();
    };
    const timer = host.setTimer(release, longestHoldMs);
    void until.then(release);
  }

  tell(): void {
    if (this.held) return;
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      try {
        next();
      } catch (reason) {
        console.error('ringline: a listener failed', reason);
      }
    }
  }
}

function add<T>(all: Set<T>, one: T): () => void {
  all.add(one);
  return () => void all.delete(one);
}
