import type { Host } from './host.js';
import type { Input, MicrophoneState } from './wire.js';

const states: Record<string, MicrophoneState> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
};

/** A microphone that is being opened, or open, before its call has asked for it. */
interface Early {
  stream?: MediaStream;
}

/** The microphones of the calls: each call has a track of its own, so that muting one is its own. */
export class Microphones {
  private readonly streams = new Map<string, MediaStream | undefined>();
  /** Of calls that ring here. */
  private readonly early = new Map<string, Early>();
  private readonly muted = new Set<string>();
  /** What getUserMedia is asked for. */
  private constraints: MediaTrackConstraints;

  constructor(
    private readonly host: Host,
    constraints: MediaTrackConstraints,
    private readonly report: (input: Input) => void,
  ) {
    this.constraints = constraints;
  }

  track(id: string): MediaStreamTrack | undefined {
    return this.streams.get(id)?.getAudioTracks()[0];
  }

  stream(id: string): MediaStream | undefined {
    return this.streams.get(id);
  }

  /** Calls that go on change to it: what they have counts as lost, and the core asks again. */
  choose(deviceId: string): void {
    this.constraints = { ...this.constraints, deviceId };
    for (const [id, stream] of this.streams) if (stream) this.tell(id, 'ended');
    for (const id of this.early.keys()) this.dropEarly(id);
  }

  /** Of calls that are over, none is kept open. */
  keepEarly(ids: ReadonlySet<string>): void {
    for (const id of this.early.keys()) if (!ids.has(id)) this.dropEarly(id);
  }

  /**
   * Opens it before it is asked for: that takes longer than the way to the other side and back. Only
   * where the user has allowed it for good, so that nobody is asked; nothing is sent of it.
   */
  openEarly(id: string): void {
    if (this.early.has(id) || this.streams.has(id)) return;
    const early: Early = {};
    this.early.set(id, early);
    const isWanted = (): boolean => this.early.get(id) === early;
    // Where it fails the answer tries again, and says why.
    void this.openWhereAllowed(early, isWanted).catch(() => undefined);
  }

  private async openWhereAllowed(early: Early, isWanted: () => boolean): Promise<void> {
    if (!(await this.host.mayOpenMicrophone?.()) || !isWanted()) return;
    const stream = await this.host.getMicrophone(this.constraints);
    for (const track of stream.getAudioTracks()) track.enabled = false;
    if (isWanted()) early.stream = stream;
    else stopTracks(stream);
  }

  private takeEarly(id: string): MediaStream | undefined {
    const stream = this.early.get(id)?.stream;
    if (stream?.getAudioTracks()[0]?.readyState !== 'live') return undefined; // unplugged while it rang
    this.early.delete(id);
    return stream;
  }

  private dropEarly(id: string): void {
    const stream = this.early.get(id)?.stream;
    this.early.delete(id);
    if (stream) stopTracks(stream);
  }

  async acquire(id: string): Promise<void> {
    this.stop(id);
    this.streams.set(id, undefined);
    // At once: whatever the page does on the answer, the other side hears it first.
    const early = this.takeEarly(id);
    if (early) return this.use(id, early);
    this.dropEarly(id);
    try {
      const stream = await this.host.getMicrophone(this.constraints);
      // Released, or asked for again, while the user was thinking about it.
      if (!this.streams.has(id) || this.streams.get(id)) return stopTracks(stream);
      this.use(id, stream);
    } catch (reason) {
      if (!this.streams.has(id)) return;
      const { name, message } = reason as DOMException;
      this.tell(id, states[name] ?? 'failed', message);
    }
  }

  private use(id: string, stream: MediaStream): void {
    this.streams.set(id, stream);
    for (const track of stream.getAudioTracks()) {
      track.enabled = !this.muted.has(id);
      track.onended = () => {
        if (this.streams.get(id) === stream) this.tell(id, 'ended');
      };
    }
    this.tell(id, 'ready');
  }

  setMuted(id: string, muted: boolean): void {
    if (muted) this.muted.add(id);
    else this.muted.delete(id);
    const track = this.track(id);
    if (track) track.enabled = !muted;
  }

  release(id: string): void {
    this.stop(id);
    this.streams.delete(id);
    this.muted.delete(id);
  }

  releaseAll(): void {
    for (const id of [...this.streams.keys()]) this.release(id);
    this.keepEarly(new Set());
  }

  private stop(id: string): void {
    const stream = this.streams.get(id);
    if (stream) stopTracks(stream);
  }

  private tell(id: string, state: MicrophoneState, message?: string): void {
    this.report({ type: 'microphone', id, state, ...(message && { message }) });
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}
