/** What a page leaves to the one that takes its place: one text, which nobody else may read. */
export interface PageMemory {
  /** What the page before has left; empty where it left nothing, or still lives. */
  read(): Promise<string>;
  write(text: string): void;
}

/** A page that is loaded again lets go of its lock when it goes; one that was copied keeps it. */
const letsGoWithinMs = 1_000;

/**
 * `sessionStorage`: it outlives a reload and ends with the tab. But a tab that is duplicated takes a
 * copy along, and the original is still in its call; so a page holds a lock for as long as it lives,
 * under a name that it leaves with its text.
 */
export function sessionMemory(key: string): PageMemory {
  let page = '';
  return {
    async read() {
      try {
        const stored = sessionStorage.getItem(key);
        if (!stored) return '';
        const [before = '', text = ''] = JSON.parse(stored) as string[];
        // Its own: it was in the back-forward cache.
        if (before === page) return text;
        if (await hold(before)) {
          page = before;
          return text;
        }
        sessionStorage.removeItem(key);
        return '';
      } catch {
        return ''; // storage is forbidden here, or holds something else's
      }
    },
    write(text) {
      try {
        if (!text) return sessionStorage.removeItem(key);
        if (!page) {
          page = crypto.randomUUID();
          void hold(page);
        }
        sessionStorage.setItem(key, JSON.stringify([page, text]));
      } catch {
        // Without storage a call ends with its page.
      }
    },
  };
}

/** Whether this page is now the one that has the name; it keeps it until it goes. */
function hold(name: string): Promise<boolean> {
  if (!('locks' in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    // AbortSignal.timeout() is missing in Safari before 16.
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), letsGoWithinMs);
    navigator.locks
      .request(`ringline ${name}`, { signal: giveUp.signal }, () => {
        clearTimeout(timer);
        resolve(true);
        return new Promise(() => undefined);
      })
      .catch(() => resolve(false));
  });
}
