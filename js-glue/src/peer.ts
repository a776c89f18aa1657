import type { Host } from './host.js';
import type { Candidate, Description, Input } from './wire.js';

/** How often it is looked whether packets arrive, how often when one is late, and what is late. */
const lookEveryMs = 200;
const lookAgainMs = 50;
const lateMs = 60;

/** The core takes nothing longer from the channel; nothing longer needs to be looked at. */
const longestWord = 1_024;

/** Long enough for every telephone system to take it for a key. */
const dtmfMs = { tone: 160, gap: 70 };

/**
 * One generation of a call's peer connection. Its operations run one after the other, in the order
 * in which the core asked for them; what fails is reported, and what comes after the end is dropped.
 */
export class Peer {
  readonly connection: RTCPeerConnection;
  private work: Promise<void> = Promise.resolve();
  private closed = false;
  private readonly channel: RTCDataChannel | undefined;
  private looking: unknown;
  private packets = 0;
  private packetsAtMs = 0;
  private lookedAtMs = 0;
  private quiet = false;

  constructor(
    private readonly host: Host,
    configuration: RTCConfiguration,
    private readonly id: string,
    readonly generation: number,
    hasChannel: boolean,
    private readonly report: (input: Input) => void,
    onRemote: (stream: MediaStream) => void,
  ) {
    const connection = host.createPeerConnection(configuration);
    this.connection = connection;
    connection.onicecandidate = ({ candidate }) => this.tell({ candidate: toCandidate(candidate) });
    connection.onconnectionstatechange = () => this.tell({ state: connection.connectionState });
    connection.ontrack = ({ track, streams }) => {
      // A base peer may send a video beside it, in the same stream.
      if (!this.closed && track.kind === 'audio')
        onRemote(streams[0] ?? host.createMediaStream([track]));
    };
    if (hasChannel) this.channel = this.openChannel();
  }

  /** Both ends make it, under the same number: nothing needs to announce it. */
  private openChannel(): RTCDataChannel {
    const channel = this.connection.createDataChannel('ringline', { negotiated: true, id: 0 });
    channel.onopen = () => this.tell({ open: true });
    channel.onclose = () => this.tell({ open: false });
    channel.onmessage = ({ data }: MessageEvent) => {
      if (typeof data === 'string' && data.length <= longestWord) this.tell({ text: data });
    };
    return channel;
  }

  say(text: string): void {
    // One that is closing takes nothing; the gateway has a copy.
    if (this.channel?.readyState === 'open') this.channel.send(text);
  }

  /** Counts from the next ICE restart on; what is connected stays so. */
  configure(iceServers: RTCIceServer[]): void {
    const { connection } = this;
    this.run('configure', () =>
      connection.setConfiguration({ ...connection.getConfiguration(), iceServers }),
    );
  }

  createOffer(iceRestart: boolean): void {
    this.run('createOffer', async () => {
      const { connection } = this;
      if (!audioOf(connection)) {
        this.sendIn(connection.addTransceiver('audio', { direction: 'sendrecv' }));
      }
      await connection.setLocalDescription(await connection.createOffer({ iceRestart }));
      this.describe();
    });
  }

  /** An offer is answered; the answerer takes the offer's transceiver, and adds none of its own. */
  setRemote(description: Description): void {
    this.run('setRemote', async () => {
      const { connection } = this;
      await connection.setRemoteDescription(description);
      if (description.type !== 'offer') return;
      const audio = audioOf(connection);
      for (const each of connection.getTransceivers()) {
        each.direction = each === audio ? 'sendrecv' : 'inactive';
      }
      if (audio) this.sendIn(audio);
      await connection.setLocalDescription(await connection.createAnswer());
      this.describe();
    });
  }

  addCandidate({ candidate, ...rest }: Candidate): void {
    this.run('addCandidate', () =>
      // An empty candidate ends the trickle; not every browser takes it with the other fields.
      this.connection.addIceCandidate(candidate === '' ? undefined : { candidate, ...rest }),
    );
  }

  /** No renegotiation: the transceiver was `sendrecv` from the start. */
  attach(track: () => MediaStreamTrack | undefined): Promise<void> {
    this.watch();
    this.run('attachMicrophone', async () => {
      await audioOf(this.connection)?.sender.replaceTrack(track() ?? null);
    });
    return this.work;
  }

  /** From now on it is told when no packets arrive any more, and when they do again. */
  watch(): void {
    if (this.closed || this.looking) return;
    const look = async (): Promise<void> => {
      const nextMs = await this.look().catch(() => lookEveryMs); // closed meanwhile
      if (this.looking) this.looking = this.host.setTimer(() => void look(), nextMs);
    };
    this.looking = this.host.setTimer(() => void look(), lookEveryMs);
  }

  /** Says when to look again. */
  private async look(): Promise<number> {
    const receiver = audioOf(this.connection)?.receiver;
    if (!receiver) return lookEveryMs;
    let packets = 0;
    let agoMs = 0;
    (await receiver.getStats()).forEach((report: InboundStats) => {
      if (report.type !== 'inbound-rtp') return;
      packets += report.packetsReceived ?? 0;
      agoMs = report.timestamp - (report.lastPacketReceivedTimestamp ?? report.timestamp);
    });
    const nowMs = Math.floor(this.host.nowMs());
    if (packets !== this.packets) {
      this.packets = packets;
      // It came since the last look; what says otherwise is a clock that was set.
      const isLikely = agoMs > 0 && agoMs < nowMs - this.lookedAtMs;
      this.packetsAtMs = nowMs - (isLikely ? Math.floor(agoMs) : 0);
    }
    this.lookedAtMs = nowMs;
    const quietMs = nowMs - this.packetsAtMs;
    const quiet = quietMs >= lookEveryMs;
    // Before the first packet there is nothing to miss, and while they come that is no news.
    if (packets > 0 && (quiet || this.quiet)) {
      this.quiet = quiet;
      this.tell({ quietMs });
    }
    return quietMs >= lateMs && !quiet ? lookAgainMs : lookEveryMs;
  }

  /** False where none can be sent: not negotiated, or nothing is being sent yet. */
  sendDtmf(digits: string): boolean {
    const dtmf = audioOf(this.connection)?.sender.dtmf;
    if (!dtmf?.canInsertDTMF) return false;
    // What is given replaces what waits.
    dtmf.insertDTMF(dtmf.toneBuffer + digits, dtmfMs.tone, dtmfMs.gap);
    return true;
  }

  close(): void {
    this.closed = true;
    this.host.clearTimer(this.looking);
    this.looking = undefined;
    const { connection } = this;
    connection.onicecandidate = null;
    connection.onconnectionstatechange = null;
    connection.ontrack = null;
    if (this.channel) {
      this.channel.onopen = this.channel.onclose = this.channel.onmessage = null;
    }
    connection.close();
  }

  /**
   * What is sent is named as part of a stream: base peers play `event.streams[0]`, or nothing. Firefox before
   * 113 can't; Ringline's own phone needs it not.
   */
  private sendIn({ sender }: RTCRtpTransceiver): void {
    const { setStreams } = sender as Partial<RTCRtpSender>;
    setStreams?.call(sender, this.host.createMediaStream([]));
  }

  private describe(): void {
    const description = this.connection.localDescription;
    if (description) this.tell({ description: { type: description.type, sdp: description.sdp } });
  }

  private tell(
    news:
      | { candidate: Candidate }
      | { state: RTCPeerConnectionState }
      | { description: { type: string; sdp: string } }
      | { step: string; message: string }
      | { quietMs: number }
      | { open: boolean }
      | { text: string },
  ): void {
    if (this.closed) return;
    const [type] = Object.entries(typeOf).find(([field]) => field in news) ?? [];
    const of = { id: this.id, generation: this.generation };
    this.report({ type: typeOf[type as keyof typeof typeOf], ...of, ...news } as Input);
  }

  private run(step: string, operation: () => Promise<void> | void): void {
    this.work = this.work.then(async () => {
      if (this.closed) return;
      try {
        await operation();
      } catch (reason) {
        this.tell({ step, message: String(reason) });
      }
    });
  }
}

/** An offer of a base peer may have a video section, and have it first. */
export const audioOf = (connection: RTCPeerConnection): RTCRtpTransceiver | undefined =>
  connection.getTransceivers().find(({ receiver }) => receiver.track.kind === 'audio');

type InboundStats = RTCStats & { packetsReceived?: number; lastPacketReceivedTimestamp?: number };

/** An input's type, by the field that only it has. */
const typeOf = {
  candidate: 'peerCandidate',
  state: 'peerState',
  description: 'peerDescription',
  step: 'peerFailed',
  quietMs: 'peerFlow',
  open: 'channelState',
  text: 'channelMessage',
} as const;

function toCandidate(candidate: RTCIceCandidate | null): Candidate {
  const { candidate: text = '', sdpMid, sdpMLineIndex, usernameFragment } = candidate ?? {};
  return {
    candidate: text,
    ...(sdpMid != null && { sdpMid }),
    ...(sdpMLineIndex != null && { sdpMLineIndex }),
    ...(usernameFragment != null && { usernameFragment }),
  };
}
