import type { Host } from './host.js';
import type { PhoneOptions } from './types.js';
import type { Input } from './wire.js';

/** One WebSocket at a time, for the core's attempt that asked for it. */
export class Link {
  private socket: WebSocket | undefined;
  private current = 0;

  constructor(
    private readonly host: Host,
    private readonly options: PhoneOptions,
    private readonly report: (input: Input) => void,
  ) {}

  /** Asks for auth, then opens; whatever comes of an older attempt is dropped. */
  async open(attempt: number): Promise<void> {
    this.close();
    this.current = attempt;
    let step = 'auth';
    try {
      const auth = await this.options.auth();
      if (this.current !== attempt) return;
      step = 'url';
      const socket = this.host.openSocket(this.url());
      this.socket = socket;
      socket.onopen = () => this.report({ type: 'linkUp', attempt, auth });
      socket.onmessage = ({ data }) => {
        if (typeof data === 'string') this.report({ type: 'linkFrame', attempt, text: data });
      };
      socket.onclose = ({ code, reason }) => this.fail(attempt, reason || `closed with ${code}`);
    } catch (reason) {
      this.fail(attempt, `${step}: ${String(reason)}`);
    }
  }

  /** Gives this attempt up, and says so. */
  fail(attempt: number, reason: string): void {
    if (this.current !== attempt) return;
    this.close();
    this.report({ type: 'linkDown', attempt, reason });
  }

  send(text: string): void {
    // A socket that is closing takes nothing; the core hears of its end and sends again.
    if (this.socket?.readyState === 1) this.socket.send(text);
  }

  close(): void {
    this.current = 0;
    const { socket } = this;
    this.socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private url(): string {
    const { url, path = '/socket.io/' } = this.options;
    const whole = new URL(url, this.host.baseUrl());
    whole.protocol = whole.protocol.replace('http', 'ws');
    // With the slash that other gateways insist on; socket.io-client adds it, too.
    whole.pathname = path.endsWith('/') ? path : `${path}/`;
    whole.search = '?EIO=4&transport=websocket';
    return whole.href;
  }
}
