import type { Host } from './host.js';
import type { ToneName } from './wire.js';

/**
 * What is heard: the other's voice, by an `<audio>` element (echo cancellation knows what that
 * plays), and the tones, by Web Audio. A browser that refuses to play without a gesture is asked
 * again at the next one.
 */
export class Sound {
  private readonly voices = new Map<string, HTMLAudioElement>();
  private readonly streams = new Map<string, MediaStream>();
  private readonly playing = new Set<string>();
  private readonly blocked = new Set<string>();
  private context: AudioContext | undefined;
  private tone: ToneName = 'none';
  private stopTone: (() => void) | undefined;
  private speaker: { deviceId?: string; volume: number } = { volume: 1 };

  constructor(
    private readonly host: Host,
    private readonly onBlocked: (blocked: boolean) => void,
  ) {}

  /** The context of meters and tones; made at the first use. */
  audioContext(): AudioContext {
    return (this.context ??= this.host.createAudioContext());
  }

  remoteStream(id: string): MediaStream | undefined {
    return this.streams.get(id);
  }

  setStream(id: string, stream: MediaStream): void {
    this.streams.set(id, stream);
    if (this.playing.has(id)) this.start(id);
  }

  setPlaying(id: string, on: boolean): void {
    if (on) {
      this.playing.add(id);
      if (this.streams.has(id)) this.start(id);
      return;
    }
    this.playing.delete(id);
    this.silence(id);
  }

  /** The peer connection of this stream is gone. */
  dropStream(id: string): void {
    this.streams.delete(id);
    this.silence(id);
  }

  setSpeaker(speaker: { deviceId?: string; volume?: number }): void {
    this.speaker = { ...this.speaker, ...speaker };
    for (const voice of this.voices.values()) this.aim(voice);
  }

  playTone(tone: ToneName): void {
    this.tone = tone;
    this.stopTone?.();
    this.stopTone = undefined;
    if (tone === 'none') return;
    const context = this.audioContext();
    if (context.state === 'suspended') void context.resume();
    this.stopTone = startTone(context, tone);
  }

  /** A click or a key: whatever was refused may play now. */
  gesture(): void {
    if (this.context?.state === 'suspended') void this.context.resume();
    for (const id of [...this.blocked]) this.start(id);
  }

  close(): void {
    this.playTone('none');
    for (const id of [...this.voices.keys()]) this.silence(id);
    this.playing.clear();
    this.streams.clear();
    void this.context?.close();
    this.context = undefined;
  }

  private start(id: string): void {
    const stream = this.streams.get(id);
    if (!stream) return;
    let voice = this.voices.get(id);
    if (!voice) {
      voice = this.host.createAudioElement();
      voice.autoplay = true;
      this.voices.set(id, voice);
      this.aim(voice);
    }
    if (voice.srcObject !== stream) voice.srcObject = stream;
    const started = voice;
    started.play().then(
      () => this.setBlocked(id, false),
      (reason: unknown) => {
        // Interrupted by its own end or by a newer stream; only a refusal is for the user.
        const refused = (reason as DOMException).name === 'NotAllowedError';
        if (refused && this.voices.get(id) === started) this.setBlocked(id, true);
      },
    );
  }

  private silence(id: string): void {
    const voice = this.voices.get(id);
    this.voices.delete(id);
    this.setBlocked(id, false);
    if (!voice) return;
    voice.pause();
    voice.srcObject = null;
  }

  private aim(voice: HTMLAudioElement): void {
    voice.volume = this.speaker.volume;
    if (this.speaker.deviceId !== undefined && 'setSinkId' in voice) {
      voice.setSinkId(this.speaker.deviceId).catch(() => undefined);
    }
  }

  private setBlocked(id: string, blocked: boolean): void {
    const before = this.blocked.size > 0;
    if (blocked) this.blocked.add(id);
    else this.blocked.delete(id);
    const now = this.blocked.size > 0;
    if (now !== before) this.onBlocked(now);
  }
}

/** Frequencies in Hz, then seconds of sound and of silence by turns; loudness from 0 to 1. */
const tones: Record<Exclude<ToneName, 'none'>, [number[], number[], number, boolean]> = {
  ring: [[523, 659], [0.4, 0.2, 0.4, 2], 0.25, true],
  ringback: [[440, 480], [1, 3], 0.08, true],
  busy: [[480, 620], [0.4, 0.4], 0.08, true],
  ended: [[520, 390], [0.15, 0.1, 0.15, 0.1], 0.08, false],
};

function startTone(context: AudioContext, name: Exclude<ToneName, 'none'>): () => void {
  const [frequencies, pattern, loudness, repeats] = tones[name];
  const gain = context.createGain();
  gain.gain.value = 0;
  gain.connect(context.destination);
  const oscillators = frequencies.map((frequency) => {
    const oscillator = context.createOscillator();
    oscillator.frequency.value = frequency;
    oscillator.connect(gain);
    oscillator.start();
    return oscillator;
  });
  // Written ahead into the gain's own timeline: a throttled tab rings in time all the same.
  let at = context.currentTime;
  for (let round = 0; round < (repeats ? 40 : 1); ++round) {
    pattern.forEach((seconds, index) => {
      gain.gain.setTargetAtTime(index % 2 ? 0 : loudness, at, 0.015);
      at += seconds;
    });
  }
  return () => {
    gain.gain.cancelScheduledValues(0);
    gain.gain.setTargetAtTime(0, context.currentTime, 0.01);
    for (const oscillator of oscillators) oscillator.stop(context.currentTime + 0.1);
  };
}
