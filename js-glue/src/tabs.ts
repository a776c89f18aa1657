/**
 * What the tabs of one browser have in common. The browser supplies one ({@link browserTabs}); tests
 * supply another.
 */
export interface Tabs {
  /**
   * Waits for a lock that one tab at a time has, then calls `hold`; the lock is free again when what
   * that returns settles, or when the tab is gone. `signal` gives up waiting. `lost`: another tab has taken it
   * by {@link Tabs.steal}.
   */
  lock(name: string, signal: AbortSignal, hold: () => Promise<void>, lost: () => void): void;
  /** Takes the lock from a tab that gives no answer. */
  steal(name: string, hold: () => Promise<void>, lost: () => void): void;
  /** Whether the user sees this tab. */
  isVisible(): boolean;
  /** How many tabs wait for that lock. Never rejects. */
  waiting(name: string): Promise<number>;
  /** Tells all other tabs, never this one. Undefined where the browser can't. */
  openChannel(name: string, listener: (message: unknown) => void): TabChannel | undefined;
  /** Different in each tab and each time it is loaded. */
  newId(): string;
  setTimer(callback: () => void, delayMs: number): unknown;
  clearTimer(timer: unknown): void;
  /**
   * Has the browser ask for the microphone in this tab, which is the one that the user sees, if it
   * would ask at all. Never rejects.
   */
  askMicrophone(): Promise<void>;
}

export interface TabChannel {
  post(message: unknown): void;
  close(): void;
}

/** The browser's own: Web Locks and BroadcastChannel. Nothing of it is touched before it is called. */
export function browserTabs(): Tabs {
  return {
    lock(name, signal, hold, lost) {
      // Absent on pages that came over plain HTTP: each tab then has a phone of its own.
      if (!('locks' in navigator)) return void hold();
      navigator.locks.request(name, { signal }, hold).catch(() => {
        if (!signal.aborted) lost();
      });
    },
    steal(name, hold, lost) {
      navigator.locks.request(name, { steal: true }, hold).catch(lost);
    },
    isVisible: () => document.visibilityState === 'visible',
    async waiting(name) {
      if (!('locks' in navigator)) return 0;
      // A page that goes is told nothing any more.
      const { pending = [] } = await navigator.locks.query().catch(() => ({ pending: [] }));
      return pending.filter((each) => each.name === name).length;
    },
    openChannel(name, listener) {
      if (!('locks' in navigator) || typeof BroadcastChannel === 'undefined') return undefined;
      const channel = new BroadcastChannel(name);
      channel.onmessage = ({ data }) => listener(data);
      return { post: (message) => channel.postMessage(message), close: () => channel.close() };
    },
    newId: () => crypto.getRandomValues(new Uint32Array(2)).join('-'),
    setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
    clearTimer: (timer) => clearTimeout(timer as number),
    askMicrophone,
  };
}

async function askMicrophone(): Promise<void> {
  try {
    const { state } = await navigator.permissions.query({ name: 'microphone' });
    if (state !== 'prompt') return;
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
  } catch {
    // Refused, or a browser that doesn't say: the phone will find out, and say so.
  }
}
