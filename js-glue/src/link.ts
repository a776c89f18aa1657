import type { Host } from './host.js';
import { Polling } from './polling.js';
import type { PhoneOptions } from './types.js';
import type { Auth, Input, Transport } from './wire.js';

/** How long a probed WebSocket may take to answer. */
const probeMs = 10_000;

/** One connection at a time, for the core's attempt that asked for it. */
export class Link {
  private socket: WebSocket | undefined;
  private polling: Polling | undefined;
  /** A WebSocket that is to take the long-polling session over, while it is being tried. */
  private probe: WebSocket | undefined;
  private probeTimer: unknown;
  private current = 0;

  constructor(
    private readonly host: Host,
    private readonly options: PhoneOptions,
    private readonly report: (input: Input) => void,
  ) {}

  /** Asks for auth, then opens; whatever comes of an older attempt is dropped. */
  async open(attempt: number, transport: Transport): Promise<void> {
    this.close();
    this.current = attempt;
    let step = 'auth';
    try {
      const auth = await this.options.auth();
      if (this.current !== attempt) return;
      step = 'url';
      if (transport === 'polling') this.poll(attempt, auth);
      else this.connect(attempt, auth);
    } catch (reason) {
      this.fail(attempt, `${step}: ${String(reason)}`);
    }
  }

  /** Gives this attempt up, and says so. */
  fail(attempt: number, reason: string, status?: number): void {
    if (this.current !== attempt) return;
    this.close();
    this.report({ type: 'linkDown', attempt, reason, ...(status !== undefined && { status }) });
  }

  send(text: string): void {
    if (this.polling) return this.polling.send(text);
    // A socket that is closing takes nothing; the core hears of its end and sends again.
    if (this.socket?.readyState === 1) this.socket.send(text);
  }

  /**
   * Has the long-polling session go on by a WebSocket, as Engine.IO does it: the WebSocket is probed while
   * HTTP goes on; once the answer has come HTTP pauses, and nothing is said twice or lost.
   */
  upgrade(attempt: number): void {
    const { polling } = this;
    if (this.current !== attempt || !polling || this.probe) return;
    let socket: WebSocket;
    try {
      socket = this.host.openSocket(this.url('websocket', polling.sid));
    } catch {
      return;
    }
    this.probe = socket;
    this.probeTimer = this.host.setTimer(() => this.dropProbe(), probeMs);
    socket.onopen = () => socket.send('2probe');
    socket.onclose = () => this.dropProbe();
    socket.onmessage = ({ data }) => {
      if (data !== '3probe') return this.dropProbe();
      void polling.pause().then(() => this.moveTo(socket, attempt, polling));
    };
  }

  close(): void {
    this.current = 0;
    this.dropProbe();
    const { socket, polling } = this;
    this.socket = undefined;
    this.polling = undefined;
    polling?.close();
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private connect(attempt: number, auth: Auth): void {
    const socket = this.host.openSocket(this.url('websocket'));
    this.socket = socket;
    socket.onopen = () => this.report({ type: 'linkUp', attempt, auth });
    this.listen(socket, attempt);
  }

  private listen(socket: WebSocket, attempt: number): void {
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') this.report({ type: 'linkFrame', attempt, text: data });
    };
    socket.onclose = ({ code, reason }) => this.fail(attempt, reason || `closed with ${code}`);
  }

  private poll(attempt: number, auth: Auth): void {
    this.polling = new Polling(this.host, new URL(this.url('polling')), {
      opened: () => this.report({ type: 'linkUp', attempt, auth }),
      packet: (text) => this.report({ type: 'linkFrame', attempt, text }),
      closed: (reason, status) => this.fail(attempt, reason, status),
    });
    this.polling.start();
  }

  private moveTo(socket: WebSocket, attempt: number, polling: Polling): void {
    // It was closed, or the probe given up, while HTTP came to its end.
    if (this.probe !== socket || this.current !== attempt) return;
    this.probe = undefined;
    this.host.clearTimer(this.probeTimer);
    this.polling = undefined;
    this.socket = socket;
    this.listen(socket, attempt);
    socket.send('5');
    for (const text of polling.takeUnsent()) socket.send(text);
    polling.close(false);
    this.report({ type: 'linkUpgraded', attempt });
  }

  /** No WebSocket can be had yet: the session goes on by HTTP. */
  private dropProbe(): void {
    const { probe } = this;
    if (!probe) return;
    this.probe = undefined;
    this.host.clearTimer(this.probeTimer);
    probe.onopen = probe.onmessage = probe.onclose = null;
    probe.close();
    this.polling?.resume();
  }

  private url(transport: Transport, sid = ''): string {
    const { url, path = '/socket.io/' } = this.options;
    const whole = new URL(url, this.host.baseUrl());
    // WebSockets have schemes of their own, whichever of the two `url` names.
    const scheme = transport === 'websocket' ? 'ws' : 'http';
    whole.protocol = whole.protocol.replace(/^(http|ws)/u, scheme);
    // With the slash that other gateways insist on; socket.io-client adds it, too.
    whole.pathname = path.endsWith('/') ? path : `${path}/`;
    whole.search = `?EIO=4&transport=${transport}`;
    if (sid) whole.searchParams.set('sid', sid);
    return whole.href;
  }
}
