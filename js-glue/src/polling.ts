import type { Host } from './host.js';

/** Of Engine.IO 4: between the packets of one body. */
const separator = '\x1e';
const open = '0';
const closing = '1';
const noop = '6';
/** A third of what a gateway takes at once: a character may be three bytes. */
const bodyCharacters = 20_000;

/** What a long-polling session tells of itself. */
export interface PollingEvents {
  /** The session has begun, and its first packet follows. */
  opened(): void;
  packet(text: string): void;
  /** `status` is of the HTTP answer that ended it; 0 where none came. */
  closed(reason: string, status: number): void;
}

/**
 * An Engine.IO session over HTTP: one GET waits for what the gateway says, one POST at a time says what
 * is to be said. For networks whose proxies let no WebSocket through.
 */
export class Polling {
  /** The session's id; empty until it has begun. */
  sid = '';
  private readonly gone = new AbortController();
  private readonly unsent: string[] = [];
  private posting: Promise<void> | undefined;
  private polling: Promise<void> | undefined;
  private isPaused = false;
  private isAsking = false;
  /** As a WebSocket does: a token may be in a cookie. Until it is seen that the gateway forbids it. */
  private credentials: RequestCredentials = 'include';

  constructor(
    private readonly host: Host,
    private readonly url: URL,
    private readonly events: PollingEvents,
  ) {}

  start(): void {
    this.polling = this.poll();
  }

  send(text: string): void {
    this.unsent.push(text);
    // Whatever else is said in this turn goes along, and may still go with the farewell.
    queueMicrotask(() => this.flush());
  }

  /**
   * Asks and says nothing any more, and resolves when what is under way has ended. Engine.IO's gateway
   * ends the GET that waits as soon as the session's WebSocket was probed.
   */
  async pause(): Promise<void> {
    this.isPaused = true;
    await Promise.all([this.polling, this.posting]);
  }

  /** Takes back `pause`. */
  resume(): void {
    if (!this.isPaused || this.isOver()) return;
    this.isPaused = false;
    // What still waits goes on by itself.
    if (!this.isAsking) this.polling = this.poll();
    this.flush();
  }

  /** What `send` was given and hasn't gone. */
  takeUnsent(): string[] {
    return this.unsent.splice(0);
  }

  /**
   * Nothing more is heard of it. Where the session isn't to go on elsewhere, the gateway is told, together
   * with what hasn't gone yet: the end of a call is said last.
   */
  close(farewell = true): void {
    if (this.isOver()) return;
    this.gone.abort();
    if (!farewell || !this.sid) return;
    // One body has to do. What was said first matters least by now.
    while (this.unsent.length > this.countOfOneBody()) this.unsent.shift();
    const body = [...this.takeUnsent(), closing].join(separator);
    // Its answer is nobody's; `keepalive` lets it out of a page that goes.
    void this.request(body, { keepalive: true }).catch(() => undefined);
  }

  private isOver(): boolean {
    return this.gone.signal.aborted;
  }

  private async poll(): Promise<void> {
    this.isAsking = true;
    try {
      while (!this.isPaused && !this.isOver()) this.hear(await this.ask());
    } catch (reason) {
      this.fail(reason);
    }
    this.isAsking = false;
  }

  private async ask(): Promise<string> {
    const init = { signal: this.gone.signal };
    try {
      return await this.request(undefined, init);
    } catch (reason) {
      // Another origin may allow requests, but none with credentials: the two look alike.
      const isFirst = !this.sid && this.credentials === 'include';
      if (!isFirst || reason instanceof PollingError || this.isOver()) throw reason;
      this.credentials = 'same-origin';
      return this.request(undefined, init);
    }
  }

  private hear(body: string): void {
    if (this.isOver()) return;
    if (!this.sid) {
      this.sid = sidOf(body);
      if (!this.sid) return this.fail(new PollingError('no Engine.IO is at this address', 200));
      this.events.opened();
    }
    for (const packet of body.split(separator)) {
      if (this.isOver()) return;
      if (packet !== noop) this.events.packet(packet);
    }
  }

  private flush(): void {
    if (this.posting || this.isPaused || this.isOver()) return;
    if (this.unsent.length === 0) return;
    const body = this.unsent.splice(0, this.countOfOneBody()).join(separator);
    this.posting = this.request(body, { signal: this.gone.signal })
      .then(
        () => undefined,
        (reason: unknown) => this.fail(reason),
      )
      .then(() => {
        this.posting = undefined;
        this.flush();
      });
  }

  /** A body has a limit, too: some packets, and one at least. */
  private countOfOneBody(): number {
    let length = 0;
    const beyond = this.unsent.findIndex((text) => (length += text.length) > bodyCharacters);
    return beyond < 0 ? this.unsent.length : Math.max(beyond, 1);
  }

  private fail(reason: unknown): void {
    if (this.isOver()) return;
    this.gone.abort();
    const status = reason instanceof PollingError ? reason.status : 0;
    this.events.closed(reason instanceof Error ? reason.message : String(reason), status);
  }

  private async request(body: string | undefined, init: RequestInit): Promise<string> {
    const { host } = this;
    if (!host.fetch) throw new Error('no fetch here');
    const url = new URL(this.url);
    if (this.sid) url.searchParams.set('sid', this.sid);
    const post: RequestInit =
      body === undefined
        ? {}
        : { method: 'POST', body, headers: { 'Content-Type': 'text/plain;charset=UTF-8' } };
    const response = await host.fetch(url.href, {
      ...post,
      ...init,
      credentials: this.credentials,
      cache: 'no-store',
    });
    if (!response.ok) throw new PollingError(`HTTP ${response.status}`, response.status);
    return response.text();
  }
}

class PollingError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

/** Of the handshake that a session's first answer begins with. */
function sidOf(body: string): string {
  if (!body.startsWith(open)) return '';
  const [first = ''] = body.split(separator);
  try {
    const { sid } = JSON.parse(first.slice(1)) as { sid?: unknown };
    return typeof sid === 'string' ? sid : '';
  } catch {
    return '';
  }
}
