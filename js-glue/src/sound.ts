import type { Host } from './host.js';
import { ringtones, startTone, tones, type RingtoneName } from './tone.js';
import type { ToneName } from './wire.js';

/** Where voices have the id of their call, among what is refused. */
const toneId = '';

/** A context that may run does so sooner; one that waits for longer waits for the user. */
const refusedAfterMs = 500;

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
  private stopTone: (() => void) | undefined;
  private toneTimer: unknown;
  private speaker: { deviceId?: string; volume: number } = { volume: 1 };
  private ringtone: { name: RingtoneName; volume: number } = { name: 'classic', volume: 1 };

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
    this.start(id);
  }

  setPlaying(id: string, on: boolean): void {
    if (on) {
      this.playing.add(id);
      return this.start(id);
    }
    this.playing.delete(id);
    this.silence(id);
  }

  isPlaying(id: string): boolean {
    return this.playing.has(id);
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

  /** Counts from the next call that rings on. */
  setRingtone(ringtone: { name?: RingtoneName; volume?: number }): void {
    this.ringtone = { ...this.ringtone, ...ringtone };
  }

  playTone(tone: ToneName): void {
    this.stopTone?.();
    this.stopTone = undefined;
    this.host.clearTimer(this.toneTimer);
    this.setBlocked(toneId, false);
    if (tone === 'none') return;
    const { name, volume } = this.ringtone;
    const isRing = tone === 'ring';
    // Silent by choice: nothing that a browser could refuse.
    if (isRing && volume === 0) return;
    const context = this.audioContext();
    const sounded = isRing ? ringtones[name] : tones[tone];
    this.stopTone = startTone(context, sounded, isRing ? volume : 1);
    this.wake();
    if (!sounded.repeats) return;
    this.toneTimer = this.host.setTimer(() => {
      if (context.state !== 'running') this.setBlocked(toneId, true);
    }, refusedAfterMs);
  }

  /** A click or a key: whatever was refused may play now. */
  gesture(): void {
    this.wake();
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

  /** A browser that doesn't allow it yet leaves the promise open until it does. */
  private wake(): void {
    if (!this.context || this.context.state === 'running') return;
    this.context.resume().then(
      () => this.setBlocked(toneId, false),
      () => undefined, // closed meanwhile
    );
  }

  /** Muted until it may be heard: a player that runs already is heard sooner. */
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
    voice.muted = !this.playing.has(id);
    const started = voice;
    started.play().then(
      () => this.setBlocked(id, false),
      (reason: unknown) => {
        // Interrupted by its own end or by a newer stream; only a refusal is for the user.
        const refused = (reason as DOMException).name === 'NotAllowedError';
        const isHeard = this.playing.has(id) && this.voices.get(id) === started;
        if (refused && isHeard) this.setBlocked(id, true);
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
