import type { Host } from './host.js';
import type { Input, MicrophoneState } from './wire.js';

const states: Record<string, MicrophoneState> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
};

/** One that is being opened, or open. */
interface Held {
  stream?: MediaStream;
  /** Attached to a peer connection: until then it is silent, and nobody's to listen to. */
  live: boolean;
  muted: boolean;
}

/** The microphones of the calls: each call has a track of its own, so that muting one is its own. */
export class Microphones {
  private readonly held = new Map<string, Held>();
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
    return this.stream(id)?.getAudioTracks()[0];
  }

  stream(id: string): MediaStream | undefined {
    const held = this.held.get(id);
    return held?.live ? held.stream : undefined;
  }

  /** Calls that go on change to it: what they have counts as lost, and the core asks again. */
  choose(deviceId: string): void {
    this.constraints = { ...this.constraints, deviceId };
    for (const [id, { stream }] of this.held) if (stream) this.tell(id, 'ended');
  }

  /** Quietly: only where the user has allowed it for good, so that nobody is asked. */
  async acquire(id: string, quiet: boolean): Promise<void> {
    const before = this.held.get(id);
    stop(before);
    const held: Held = { live: false, muted: before?.muted === true };
    this.held.set(id, held);
    const isWanted = (): boolean => this.held.get(id) === held;
    try {
      if (quiet && !(await this.isAllowed())) {
        if (isWanted()) this.refuse(id, 'prompt');
        return;
      }
      held.stream = await this.host.getMicrophone(this.constraints);
      // Released, or asked for again, while the user was thinking about it.
      if (!isWanted()) return stop(held);
    } catch (reason) {
      const { name, message } = reason as DOMException;
      if (isWanted()) this.refuse(id, states[name] ?? 'failed', message);
      return;
    }
    for (const track of held.stream.getAudioTracks()) {
      track.enabled = false;
      track.onended = () => {
        if (isWanted()) this.tell(id, 'ended');
      };
    }
    this.tell(id, 'ready');
  }

  private async isAllowed(): Promise<boolean> {
    try {
      return (await this.host.mayOpenMicrophone?.()) === true;
    } catch {
      return false; // not every browser tells of it
    }
  }

  /** It is being attached. */
  open(id: string): void {
    const held = this.held.get(id);
    if (!held) return;
    held.live = true;
    this.setMuted(id, held.muted);
  }

  setMuted(id: string, muted: boolean): void {
    const held = this.held.get(id);
    if (!held) return;
    held.muted = muted;
    const track = this.track(id);
    if (track) track.enabled = !muted;
  }

  release(id: string): void {
    stop(this.held.get(id));
    this.held.delete(id);
  }

  releaseAll(): void {
    for (const id of [...this.held.keys()]) this.release(id);
  }

  private refuse(id: string, state: MicrophoneState, message?: string): void {
    this.held.delete(id);
    this.tell(id, state, message);
  }

  private tell(id: string, state: MicrophoneState, message?: string): void {
    this.report({ type: 'microphone', id, state, ...(message && { message }) });
  }
}

function stop(held: Held | undefined): void {
  for (const track of held?.stream?.getTracks() ?? []) {
    track.onended = null;
    track.stop();
  }
}
