import type { SharedContext } from './audio-context.js';
import type { Host } from './host.js';
import { audioOf } from './peer.js';
import { VoiceMeter } from './voice-meter.js';
import type { Input } from './wire.js';

/** How often a peer connection is asked how it goes. */
const everyMs = 1_000;

type Sample = Extract<Input, { type: 'peerQuality' }>;
type Entry = Record<string, unknown> & { id: string; type: string };
type Report = Map<string, Entry>;

/** What a call's samples are taken from, besides its peer connection. */
export interface Voices {
  microphone(): MediaStreamTrack | undefined;
  readonly context: SharedContext;
}

/**
 * Asks one peer connection once a second how its media goes, and reports it in the core's units.
 * What it means is the core's to say. Nothing is asked before it is connected.
 */
export class Stats {
  private timer: unknown;
  private stopped = false;
  private before: Report = new Map();
  private readonly meter: VoiceMeter;

  constructor(
    private readonly host: Host,
    private readonly connection: RTCPeerConnection,
    private readonly peer: { id: string; generation: number },
    private readonly voices: Voices,
    private readonly report: (input: Input) => void,
  ) {
    this.meter = new VoiceMeter(host, voices.context);
    this.schedule();
  }

  stop(): void {
    this.stopped = true;
    this.host.clearTimer(this.timer);
    this.meter.close();
  }

  private schedule(): void {
    this.timer = this.host.setTimer(() => void this.ask(), everyMs);
  }

  private async ask(): Promise<void> {
    try {
      if (this.connection.connectionState === 'connected') await this.sample();
    } catch {
      // A browser that can't say how it goes still talks.
    }
    if (!this.stopped) this.schedule();
  }

  private async sample(): Promise<void> {
    const microphone = this.voices.microphone();
    const muted = microphone?.enabled === false;
    // Listened to from the mute on: it needs a moment to have heard something.
    const heard = muted ? this.meter.level(microphone) : this.meter.close();
    const report: Report = new Map();
    (await this.connection.getStats()).forEach((entry: Entry) => report.set(entry.id, entry));
    if (this.stopped) return;
    const sent = find(report, 'media-source', 'kind', 'audio');
    const level = muted ? heard : this.level(sent);
    this.report({
      type: 'peerQuality',
      ...this.peer,
      ...this.received(report),
      ...path(report),
      ...(level !== undefined && { microphoneLevel: level }),
      microphoneMuted: microphone?.muted === true,
    });
    this.before = report;
  }

  private received(report: Report): Omit<Sample, 'type' | 'id' | 'generation'> {
    const entry = find(report, 'inbound-rtp', 'kind', 'audio');
    const level = this.level(entry);
    const emitted = this.since(entry, 'jitterBufferEmittedCount');
    const waitedS = this.since(entry, 'jitterBufferDelay');
    const codec = entry && report.get(String(entry['codecId']));
    const transceiver = audioOf(this.connection);
    return {
      packetsReceived: whole(entry?.['packetsReceived']),
      packetsLost: whole(entry?.['packetsLost']),
      jitterMs: inMs(entry?.['jitter']),
      ...(emitted > 0 && { bufferMs: inMs(waitedS / emitted) }),
      ...(level !== undefined && { incomingLevel: level }),
      ...(codec && { codec: String(codec['mimeType']).replace(/^audio\//, '') }),
      remoteMuted: transceiver?.receiver.track.muted === true,
    };
  }

  /** The mean since the last sample; undefined where the browser doesn't say. */
  private level(entry: Entry | undefined): number | undefined {
    const durationS = this.since(entry, 'totalSamplesDuration');
    if (!entry || durationS <= 0) return undefined;
    return toLevel(this.since(entry, 'totalAudioEnergy') / durationS);
  }

  private since(entry: Entry | undefined, name: string): number {
    const now = entry?.[name];
    if (!entry || typeof now !== 'number') return 0;
    const then = this.before.get(entry.id)?.[name];
    return now - (typeof then === 'number' ? then : 0);
  }
}

/** RFC 6464: decibels below full scale, of a mean square; 127 is digital silence. */
export function toLevel(meanSquare: number): number {
  if (!(meanSquare > 0)) return 127;
  return Math.min(126, Math.max(0, Math.round(-10 * Math.log10(meanSquare))));
}

function path(report: Report): Pick<Sample, 'rttMs' | 'path'> {
  const transport = [...report.values()].find(({ type }) => type === 'transport');
  const pair =
    report.get(String(transport?.['selectedCandidatePairId'])) ??
    [...report.values()].find(
      (entry) =>
        entry.type === 'candidate-pair' && entry['nominated'] && entry['state'] === 'succeeded',
    );
  if (!pair) return {};
  const types = [pair['localCandidateId'], pair['remoteCandidateId']].map(
    (id) => report.get(String(id))?.['candidateType'],
  );
  const rttS = pair['currentRoundTripTime'];
  return {
    ...(typeof rttS === 'number' && { rttMs: inMs(rttS) }),
    path: types.includes('relay') ? 'relayed' : 'direct',
  };
}

function find(report: Report, type: string, key: string, value: string): Entry | undefined {
  return [...report.values()].find((entry) => entry.type === type && entry[key] === value);
}

function whole(value: unknown): number {
  return typeof value === 'number' ? Math.round(value) : 0;
}

/** Of seconds; the core takes ten minutes at most. */
function inMs(seconds: unknown): number {
  return Math.min(600_000, Math.max(0, whole(Number(seconds ?? 0) * 1000)));
}
