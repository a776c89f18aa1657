import type { Host } from './host.js';
import { Meters } from './meter.js';
import { Microphones } from './microphone.js';
import { Peer } from './peer.js';
import { Sound } from './sound.js';
import { Stats } from './stats.js';
import { PhoneError, type PhoneOptions } from './types.js';
import type { Input, Output } from './wire.js';

const voiceConstraints: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

interface OfPeer {
  id: string;
  generation: number;
}

/** What the calls are made of in a browser: microphones, peer connections, what is heard, and meters. */
export class CallMedia {
  readonly microphones: Microphones;
  readonly sound: Sound;
  private readonly peers = new Map<string, Peer>();
  private readonly stats = new Map<string, Stats>();
  private readonly meters: Meters;

  constructor(
    private readonly host: Host,
    { audioConstraints }: PhoneOptions,
    private readonly report: (input: Input) => void,
  ) {
    this.microphones = new Microphones(host, { ...voiceConstraints, ...audioConstraints }, report);
    this.sound = new Sound(host, (id, state) => report({ type: 'playback', id, state }));
    this.meters = new Meters(this.sound.context);
  }

  /** Of that generation; one that has been replaced is not found. */
  peer({ id, generation }: OfPeer): Peer | undefined {
    const peer = this.peers.get(id);
    return peer?.generation === generation ? peer : undefined;
  }

  createPeer(output: Extract<Output, { type: 'createPeer' }>): void {
    const { id, generation, iceServers, relayOnly, channel } = output;
    const standing = this.peer(output);
    if (standing) return standing.configure(iceServers);
    this.dropPeer(id);
    try {
      const peer = new Peer(
        this.host,
        { iceServers, iceTransportPolicy: relayOnly ? 'relay' : 'all' },
        id,
        generation,
        channel,
        this.report,
        (stream) => this.sound.setStream(id, stream),
      );
      this.peers.set(id, peer);
      if (this.sound.isPlaying(id)) peer.watch();
      this.stats.set(id, this.watch(peer.connection, { id, generation }));
    } catch (reason) {
      const message = String(reason);
      this.report({ type: 'peerFailed', id, generation, step: 'createPeer', message });
    }
  }

  closePeer(of: OfPeer): void {
    if (this.peer(of)) this.dropPeer(of.id);
  }

  /** Done when the browser has it, or there is nothing to attach it to. */
  attach(of: OfPeer): Promise<void> | undefined {
    const { microphones } = this;
    microphones.open(of.id);
    return this.peer(of)
      ?.attach(() => microphones.track(of.id))
      .then(() => microphones.attached(of.id));
  }

  play(id: string, on: boolean): void {
    if (on) this.peers.get(id)?.watch();
    this.sound.setPlaying(id, on);
  }

  sendDtmf(id: string, digits: string): void {
    if (!/^[0-9A-D*#,]{1,32}$/iu.test(digits)) {
      throw new PhoneError('bad_field', 'digits', 'digits: 1 to 32 of 0-9, A-D, *, # and ,');
    }
    if (!this.peers.get(id)?.sendDtmf(digits)) {
      throw new PhoneError('wrong_state', 'id', 'the other side takes no digits now');
    }
  }

  levels(id: string): { local: number; remote: number } {
    return {
      local: this.meters.level('local', id, this.microphones.stream(id)),
      remote: this.meters.level('remote', id, this.sound.remoteStream(id)),
    };
  }

  /** Of other calls nothing is measured or kept open any more. */
  follow(calls: readonly { id: string }[]): void {
    this.meters.keep(new Set(calls.map(({ id }) => id)));
  }

  release(): void {
    for (const id of [...this.peers.keys()]) this.dropPeer(id);
    this.microphones.releaseAll();
    this.meters.keep(new Set());
    this.sound.close();
  }

  private watch(connection: RTCPeerConnection, peer: OfPeer): Stats {
    const voices = {
      microphone: () => this.microphones.track(peer.id),
      context: this.sound.context,
    };
    return new Stats(this.host, connection, peer, voices, this.report);
  }

  private dropPeer(id: string): void {
    this.stats.get(id)?.stop();
    this.stats.delete(id);
    this.peers.get(id)?.close();
    this.peers.delete(id);
    this.sound.dropStream(id);
  }
}
