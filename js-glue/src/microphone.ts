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
  /** The one that counts. */
  stream?: MediaStream;
  /** The one before, which is still attached to the peer connection. */
  before?: MediaStream | undefined;
  /** What the stream was asked for with. */
  constraints?: MediaTrackConstraints;
  /** The last request; what comes of an older one is given back. */
  request?: object;
  /** Attached to a peer connection: until then it is silent, and nobody's to listen to. */
  live: boolean;
  muted: boolean;
}

/** The microphones of the calls: each call has a track of its own, so that muting one is its own. */
export class Microphones {
  private readonly held = new Map<string, Held>();
  /** What getUserMedia is asked for. */
  private constraints: MediaTrackConstraints;
  /** The last choice failed, and its user was told so: any choice ends that. */
  private wasRefused = false;
  /** Of the device that the system uses by itself, where the browser tells. */
  private systemGroup: string | undefined;

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

  /** For calls that follow; for those that go on the core asks for it. */
  choose(deviceId: string): void {
    const isInUse = (this.constraints.deviceId ?? '') === deviceId;
    this.constraints = { ...this.constraints, deviceId };
    const isOpen = [...this.held.values()].every(({ stream, request }) => stream && !request);
    if (!isInUse || !isOpen || this.wasRefused) this.report({ type: 'sound', what: 'chosen' });
    this.wasRefused = false;
  }

  /** Where the user chose none, and the system uses another by itself than before, that is a choice. */
  async followSystem(): Promise<void> {
    const group = await this.findSystemGroup();
    const before = this.systemGroup;
    this.systemGroup = group;
    if (before === undefined || group === undefined || group === before) return;
    if (!this.constraints.deviceId && this.held.size > 0) {
      this.report({ type: 'sound', what: 'chosen' });
    }
  }

  /**
   * Quietly: only where the user has allowed it for good, so that nobody is asked. What is in use goes on
   * until the new one is attached.
   */
  async acquire(id: string, quiet: boolean): Promise<void> {
    const held: Held = this.held.get(id) ?? { live: false, muted: false };
    const request = {};
    held.request = request;
    this.held.set(id, held);
    if (quiet) this.letGo(held);
    const { constraints } = this;
    const isWanted = (): boolean => this.held.get(id) === held && held.request === request;
    let stream: MediaStream;
    try {
      if (quiet && !(await this.isAllowed())) {
        if (isWanted()) this.refuse(id, held, 'prompt');
        return;
      }
      stream = await this.host.getMicrophone(constraints);
    } catch (reason) {
      const { name, message } = reason as DOMException;
      if (isWanted()) this.refuse(id, held, states[name] ?? 'failed', message);
      return;
    }
    // Released, or asked for again, while the user was thinking about it.
    if (!isWanted()) return stop(stream);
    delete held.request;
    stop(held.before);
    held.before = held.live ? held.stream : undefined;
    if (!held.live) stop(held.stream);
    Object.assign(held, { stream, constraints });
    for (const track of stream.getAudioTracks()) {
      track.enabled = false;
      track.onended = () => {
        if (this.held.get(id)?.stream === stream) this.tell(id, 'ended');
      };
    }
    this.tell(id, 'ready');
    if (this.systemGroup === undefined) this.systemGroup = await this.findSystemGroup();
  }

  private async isAllowed(): Promise<boolean> {
    try {
      return (await this.host.mayOpenMicrophone?.()) === true;
    } catch {
      return false; // not every browser tells of it
    }
  }

  /** Chromium lists the system's own a second time by this name. */
  private async findSystemGroup(): Promise<string | undefined> {
    try {
      const all = await this.host.enumerateDevices();
      const own = all.find(({ kind, deviceId }) => kind === 'audioinput' && deviceId === 'default');
      return own?.groupId || undefined;
    } catch {
      return undefined;
    }
  }

  /** It is being attached. */
  open(id: string): void {
    const held = this.held.get(id);
    if (!held) return;
    held.live = true;
    this.setMuted(id, held.muted);
  }

  /** It is attached: the one before is needed no more. */
  attached(id: string): void {
    const held = this.held.get(id);
    stop(held?.before);
    if (held) held.before = undefined;
  }

  setMuted(id: string, muted: boolean): void {
    const held = this.held.get(id);
    if (!held) return;
    held.muted = muted;
    if (!held.live) return;
    for (const stream of [held.stream, held.before]) {
      for (const track of stream?.getAudioTracks() ?? []) track.enabled = !muted;
    }
  }

  release(id: string): void {
    const held = this.held.get(id);
    this.held.delete(id);
    if (held) this.letGo(held);
  }

  releaseAll(): void {
    for (const id of [...this.held.keys()]) this.release(id);
  }

  /** What works goes on, and is what calls that follow ask for. */
  private refuse(id: string, held: Held, state: MicrophoneState, message?: string): void {
    delete held.request;
    const works = held.stream?.getAudioTracks().some(({ readyState }) => readyState === 'live');
    if (works && held.constraints) {
      this.constraints = held.constraints;
      this.wasRefused = true;
    }
    this.tell(id, state, message);
  }

  private letGo(held: Held): void {
    stop(held.stream);
    stop(held.before);
    delete held.stream;
    held.before = undefined;
    held.live = false;
  }

  private tell(id: string, state: MicrophoneState, message?: string): void {
    this.report({ type: 'microphone', id, state, ...(message && { message }) });
  }
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) {
    track.onended = null;
    track.stop();
  }
}
