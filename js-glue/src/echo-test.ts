import { Meter } from './meter.js';
import { openMicrophone } from './microphone-test.js';

export interface EchoTestOptions {
  /** Empty, or absent: what the system uses. */
  microphoneId?: string;
  speakerId?: string;
  /** From 0 to 1. */
  volume?: number;
  /** How long after it was said the voice comes back. Default 1 second, at most 5. */
  delayS?: number;
  /** To try the way through a relay: with `iceTransportPolicy: 'relay'`. Default: none. */
  configuration?: RTCConfiguration;
}

/** What the sound went through so far. */
export interface EchoReport {
  /** Packets of sound that have come back. */
  readonly packets: number;
  readonly lost: number;
  readonly jitterMs: number | null;
  readonly roundTripMs: number | null;
  /** The codec, as `audio/opus`; empty until it is known. */
  readonly codec: string;
}

export interface EchoTest {
  /** How loud what is said and what comes back are now, each from 0 to 1. */
  levels(): { said: number; heard: number };
  report(): Promise<EchoReport>;
  /** Lets go of the microphone. It may be called more than once. */
  stop(): void;
}

const connectMs = 10_000;

/**
 * A call with oneself: the microphone's sound goes through the whole of WebRTC between two peer
 * connections of this page, and comes back a moment later. Resolves when they are connected. Rejects as
 * getUserMedia does, or with an Error that says that the connection failed.
 */
export async function startEchoTest(options: EchoTestOptions = {}): Promise<EchoTest> {
  const microphone = await openMicrophone(options.microphoneId ?? '');
  const loop = new Loop(microphone, options);
  try {
    await loop.connect();
  } catch (reason) {
    loop.stop();
    throw reason;
  }
  return loop;
}

class Loop implements EchoTest {
  private readonly near: RTCPeerConnection;
  private readonly far: RTCPeerConnection;
  private readonly context = new AudioContext();
  private readonly said: Meter;
  private heard: Meter | undefined;
  private readonly elements: HTMLAudioElement[] = [];
  private stopped = false;

  constructor(
    private readonly microphone: MediaStream,
    private readonly options: EchoTestOptions,
  ) {
    this.near = new RTCPeerConnection(options.configuration);
    this.far = new RTCPeerConnection(options.configuration);
    this.said = new Meter(this.context, microphone);
  }

  async connect(): Promise<void> {
    const { near, far } = this;
    near.onicecandidate = ({ candidate }) => void far.addIceCandidate(candidate ?? undefined);
    far.onicecandidate = ({ candidate }) => void near.addIceCandidate(candidate ?? undefined);
    far.ontrack = ({ track }) => this.play(new MediaStream([track]));
    const connected = new Promise<void>((done, fail) => {
      const timer = setTimeout(() => fail(new Error('the echo test found no way')), connectMs);
      near.onconnectionstatechange = () => {
        if (near.connectionState === 'failed') fail(new Error('the echo test’s connection failed'));
        if (near.connectionState !== 'connected') return;
        clearTimeout(timer);
        done();
      };
    });
    for (const track of this.microphone.getAudioTracks()) near.addTrack(track, this.microphone);
    await near.setLocalDescription(await near.createOffer());
    if (near.localDescription) await far.setRemoteDescription(near.localDescription);
    await far.setLocalDescription(await far.createAnswer());
    if (far.localDescription) await near.setRemoteDescription(far.localDescription);
    await connected;
  }

  levels(): { said: number; heard: number } {
    return { said: this.said.level(), heard: this.heard?.level() ?? 0 };
  }

  async report(): Promise<EchoReport> {
    const all = this.stopped ? [] : [...(await this.far.getStats()).values()];
    const found = all as Record<string, unknown>[];
    const inbound = found.find(({ type }) => type === 'inbound-rtp');
    const codec = found.find(({ id }) => id === inbound?.codecId);
    const pair = found.find(
      ({ type, nominated, state }) =>
        type === 'candidate-pair' && nominated && state === 'succeeded',
    );
    return {
      packets: Number(inbound?.packetsReceived ?? 0),
      lost: Number(inbound?.packetsLost ?? 0),
      jitterMs: toMs(inbound?.jitter),
      roundTripMs: toMs(pair?.currentRoundTripTime),
      codec: typeof codec?.mimeType === 'string' ? codec.mimeType : '',
    };
  }

  stop(): void {
    if (this.stopped) return;
    this.stopped = true;
    this.near.close();
    this.far.close();
    for (const track of this.microphone.getTracks()) track.stop();
    for (const element of this.elements) {
      element.pause();
      element.srcObject = null;
    }
    this.said.close();
    this.heard?.close();
    void this.context.close();
  }

  private play(remote: MediaStream): void {
    if (this.stopped) return;
    // Chromium gives Web Audio nothing of a remote stream that no element plays.
    const source = this.element(remote);
    source.muted = true;
    const { context } = this;
    context.resume().catch(() => undefined);
    this.heard = new Meter(context, remote);
    const delay = context.createDelay(5);
    delay.delayTime.value = this.options.delayS ?? 1;
    const out = context.createMediaStreamDestination();
    context.createMediaStreamSource(remote).connect(delay).connect(out);
    const voice = this.element(out.stream);
    voice.volume = this.options.volume ?? 1;
    const { speakerId = '' } = this.options;
    if (speakerId && 'setSinkId' in voice) voice.setSinkId(speakerId).catch(() => undefined);
  }

  private element(stream: MediaStream): HTMLAudioElement {
    const element = new Audio();
    element.srcObject = stream;
    element.play().catch(() => undefined);
    this.elements.push(element);
    return element;
  }
}

const toMs = (seconds: unknown): number | null =>
  typeof seconds === 'number' ? Math.round(seconds * 1_000) : null;
