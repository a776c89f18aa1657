import type { Host, HostEvent } from './host.js';

/**
 * The host of this tab's own phone, which can be told to leave: its calls go on in another tab. What becomes of
 * the page as a whole is the tab's to decide, and not told to the phone.
 */
export class TabHost {
  readonly host: Host;
  private readonly listeners = new Set<(event: HostEvent) => void>();

  constructor(of: Host) {
    const listen = (listener: (event: HostEvent) => void): (() => void) =>
      this.listen(of, listener);
    // Its functions are called on the host itself, which may have private fields.
    this.host = new Proxy(of, {
      get(host, name) {
        if (name === 'listen') return listen;
        const value: unknown = Reflect.get(host, name);
        return typeof value === 'function' ? (value.bind(host) as unknown) : value;
      },
    });
  }

  leave(): void {
    for (const listener of [...this.listeners]) listener('leaving');
  }

  private listen(of: Host, listener: (event: HostEvent) => void): () => void {
    this.listeners.add(listener);
    const stop = of.listen((event) => {
      if (event !== 'cached' && event !== 'restored') listener(event);
    });
    return () => {
      this.listeners.delete(listener);
      stop();
    };
  }
}
