// A browser in which a test opens and closes tabs: its locks, its channels, and their order.

export class FakeBrowser {
  #queues = new Map();
  #channels = new Map();
  #count = 0;

  /** A tab; `kill` is what a crash does: nothing of it runs any more, and its locks are free. */
  openTab() {
    const browser = this;
    const id = `tab${++browser.#count}`;
    let alive = true;
    const own = new Set();
    const timers = new Set();
    let frozen = false;
    const unheard = [];
    const hearLater = (act) => (frozen ? unheard.push(act) : act());
    return {
      id,
      asked: 0,
      timers,
      visible: true,
      isVisible() {
        return this.visible;
      },
      /** Nothing of it runs, but its locks stay; what happens meanwhile it hears when it is back. */
      freeze() {
        frozen = true;
      },
      thaw() {
        frozen = false;
        for (const act of unheard.splice(0)) act();
      },
      steal(name, hold, lost) {
        const queue = browser.#queues.get(name) ?? [];
        browser.#queues.set(name, queue);
        queue.shift()?.lost();
        queue.unshift({ tab: this, hold, lost: () => hearLater(lost), alive: () => alive });
        browser.#grant(name);
      },
      lock(name, signal, hold, lost) {
        const queue = browser.#queues.get(name) ?? [];
        browser.#queues.set(name, queue);
        const waiting = { tab: this, hold, lost: () => hearLater(lost), alive: () => alive };
        queue.push(waiting);
        signal.addEventListener('abort', () => {
          const at = queue.indexOf(waiting);
          if (at > 0) queue.splice(at, 1); // the first has it, and lets go by itself
        });
        if (queue.length === 1) browser.#grant(name);
      },
      waiting: async (name) => (browser.#queues.get(name)?.length ?? 1) - 1,
      openChannel(name, listener) {
        const all = browser.#channels.get(name) ?? new Set();
        browser.#channels.set(name, all);
        const end = {
          listener: (message) => hearLater(() => listener(message)),
          alive: () => alive,
        };
        all.add(end);
        own.add([all, end]);
        return {
          post(message) {
            if (!alive || frozen) return;
            // What can't be cloned can't be sent.
            const text = structuredClone(message);
            for (const other of [...all]) {
              if (other === end) continue;
              queueMicrotask(() => all.has(other) && other.alive() && other.listener(text));
            }
          },
          close: () => all.delete(end),
        };
      },
      newId: () => id,
      setTimer(callback, delayMs) {
        const timer = { callback, delayMs };
        timers.add(timer);
        return timer;
      },
      clearTimer: (timer) => timers.delete(timer),
      async askMicrophone() {
        this.asked += 1;
      },
      /** Lets its timers of up to that long run out. */
      pass(ms) {
        if (frozen) return;
        for (const timer of [...timers]) {
          if (timer.delayMs > ms) continue;
          timers.delete(timer);
          timer.callback();
        }
      },
      kill() {
        alive = false;
        for (const [all, end] of own) all.delete(end);
        for (const [name, queue] of browser.#queues) {
          const had = queue[0]?.tab === this;
          browser.#queues.set(
            name,
            queue.filter(({ tab }) => tab !== this),
          );
          if (had) browser.#grant(name);
        }
      },
    };
  }

  #grant(name) {
    const first = this.#queues.get(name)?.[0];
    if (!first) return;
    const free = () => {
      const queue = this.#queues.get(name);
      if (queue[0] !== first) return; // killed meanwhile
      queue.shift();
      this.#grant(name);
    };
    void Promise.resolve(first.hold()).then(free, free);
  }
}
