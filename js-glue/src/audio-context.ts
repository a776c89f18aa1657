import type { Host } from './host.js';

/** A tone fades out in a tenth of a second, and the next one often follows at once. */
const restsAfterMs = 1_000;

/**
 * The one AudioContext of tones and meters. It runs while somebody uses it, and is suspended a second later:
 * one that runs keeps the sound hardware on, which costs a phone its battery and a headset its quiet.
 */
export class SharedContext {
  private context: AudioContext | undefined;
  private readonly users = new Set<unknown>();
  private resting: unknown;

  constructor(
    private readonly host: Host,
    /** It runs, or something else does: a telephone call interrupts it on iOS. */
    private readonly onState: (state: AudioContextState) => void,
  ) {}

  /** For `user`, until they let go. Made at the first use. */
  use(user: unknown): AudioContext {
    this.users.add(user);
    this.host.clearTimer(this.resting);
    const context = (this.context ??= this.make());
    this.wake();
    return context;
  }

  letGo(user: unknown): void {
    if (!this.users.delete(user) || this.users.size > 0) return;
    this.host.clearTimer(this.resting);
    this.resting = this.host.setTimer(() => {
      if (this.users.size === 0) void this.context?.suspend().catch(() => undefined);
    }, restsAfterMs);
  }

  /** A browser that doesn't allow it yet leaves the promise open until it does. */
  wake(): void {
    const { context } = this;
    if (!context || this.users.size === 0 || context.state === 'running') return;
    context.resume().then(
      () => this.onState(context.state),
      () => undefined, // closed meanwhile
    );
  }

  close(): void {
    this.users.clear();
    this.host.clearTimer(this.resting);
    if (this.context) this.context.onstatechange = null;
    void this.context?.close();
    this.context = undefined;
  }

  private make(): AudioContext {
    const context = this.host.createAudioContext();
    context.onstatechange = () => {
      if (this.users.size > 0) this.onState(context.state);
    };
    return context;
  }
}
