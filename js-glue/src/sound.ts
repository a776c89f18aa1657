import { SharedContext } from './audio-context.js';
import type { Host } from './host.js';
import { ringtones, startTone, tones, type RingtoneName } from './tone.js';
import type { PlaybackNews, ToneName } from './wire.js';

/** Where voices have the id of their call, the tones have none. */
const toneId = '';

/** A context that may run does so sooner; one that waits for longer waits for the user. */
const refusedAfterMs = 500;

/**
 * What is heard: the other's voice, by an `<audio>` element (echo cancellation knows what that
 * plays), and the tones, by Web Audio. What becomes of each player is reported; when one is started
 * again, the core says.
 */
export class Sound {
  readonly context: SharedContext;
  private readonly voices = new Map<string, HTMLAudioElement>();
  private readonly streams = new Map<string, MediaStream>();
  private readonly playing = new Set<string>();
  /** What was reported of each player last; one that plays as it should was never spoken of. */
  private readonly told = new Map<string, PlaybackNews>();
  private stopTone: (() => void) | undefined;
  private toneTimer: unknown;
  private speaker: { deviceId?: string; volume: number } = { volume: 1 };
  private ringtone: { name: RingtoneName; volume: number } = { name: 'classic', volume: 1 };

  constructor(
    private readonly host: Host,
    private readonly report: (id: string, state: PlaybackNews) => void,
  ) {
    this.context = new SharedContext(host, (state) => this.hearContext(state));
  }

  remoteStream(id: string): MediaStream | undefined {
    return this.streams.get(id);
  }

  setStream(id: string, stream: MediaStream): void {
    this.streams.set(id, stream);
    this.start(id);
  }

  /** Once more, where it was paused or refused. */
  setPlaying(id: string, on: boolean): void {
    if (on) {
      this.playing.add(id);
      return this.start(id);
    }
    this.playing.delete(id);
    this.told.delete(id);
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
    this.context.letGo(this);
    this.tell(toneId, 'playing');
    if (tone === 'none') return;
    const { name, volume } = this.ringtone;
    const isRing = tone === 'ring';
    // Silent by choice: nothing that a browser could refuse.
    if (isRing && volume === 0) return;
    const context = this.context.use(this);
    const sounded = isRing ? ringtones[name] : tones[tone];
    this.stopTone = startTone(context, sounded, isRing ? volume : 1);
    this.toneTimer = this.host.setTimer(() => {
      if (!sounded.repeats) this.context.letGo(this);
      else if (context.state !== 'running') this.tell(toneId, 'blocked');
    }, refusedAfterMs);
  }

  /** A click or a key: tones that were refused may be heard now. */
  gesture(): void {
    this.context.wake();
  }

  close(): void {
    this.playTone('none');
    for (const id of [...this.voices.keys()]) this.silence(id);
    this.playing.clear();
    this.streams.clear();
    this.told.clear();
    this.context.close();
  }

  /** A context that was interrupted and is only suspended now must be woken. */
  private hearContext(state: AudioContextState): void {
    if (state === 'running') this.tell(toneId, 'playing');
    else if (state === 'suspended') this.context.wake();
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
    const isHeard = (): boolean => this.playing.has(id) && this.voices.get(id) === started;
    // A stream that has ended pauses its player, too.
    voice.onpause = () => {
      if (isHeard() && stream.active) this.tell(id, 'paused');
    };
    started.play().then(
      () => isHeard() && this.tell(id, 'playing'),
      (reason: unknown) => {
        // Interrupted by its own end or by a newer stream; only a refusal is for the user.
        const refused = (reason as DOMException).name === 'NotAllowedError';
        if (refused && isHeard()) this.tell(id, 'blocked');
      },
    );
  }

  private silence(id: string): void {
    const voice = this.voices.get(id);
    this.voices.delete(id);
    if (!voice) return;
    voice.onpause = null;
    voice.pause();
    voice.srcObject = null;
  }

  private aim(voice: HTMLAudioElement): void {
    voice.volume = this.speaker.volume;
    if (this.speaker.deviceId !== undefined && 'setSinkId' in voice) {
      voice.setSinkId(this.speaker.deviceId).catch(() => undefined);
    }
  }

  private tell(id: string, state: PlaybackNews): void {
    if ((this.told.get(id) ?? 'playing') === state) return;
    this.told.set(id, state);
    this.report(id, state);
  }
}
