import type { Host } from './host.js';
import type { Input, MicrophoneState } from './wire.js';

const states: Record<string, MicrophoneState> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
};

/** The microphones of the calls: each call has a track of its own, so that muting one is its own. */
export class Microphones {
  private readonly streams = new Map<string, MediaStream | undefined>();
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
  }

  async acquire(id: string): Promise<void> {
    this.stop(id);
    this.streams.set(id, undefined);
    try {
      const stream = await this.host.getMicrophone(this.constraints);
      // Released, or asked for again, while the user was thinking about it.
      if (!this.streams.has(id) || this.streams.get(id)) return stopTracks(stream);
      this.streams.set(id, stream);
      for (const track of stream.getAudioTracks()) {
        track.enabled = !this.muted.has(id);
        track.onended = () => {
          if (this.streams.get(id) === stream) this.tell(id, 'ended');
        };
      }
      this.tell(id, 'ready');
    } catch (reason) {
      if (!this.streams.has(id)) return;
      const { name, message } = reason as DOMException;
      this.tell(id, states[name] ?? 'failed', message);
    }
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
