import type { ToneName } from './wire.js';

export interface Tone {
  /** Sounded together. */
  frequenciesHz: number[];
  /** Seconds of sound and of silence by turns. */
  pattern: number[];
  /** How much higher each sound of the pattern is than `frequenciesHz`; all of them alike without. */
  melody?: number[];
  wave?: OscillatorType;
  /** From 0 to 1. */
  loudness: number;
  repeats: boolean;
}

export type RingtoneName = 'classic' | 'soft' | 'bells' | 'pulse' | 'marimba';

/** What a ringing phone may sound like; the first is the usual one. */
export const ringtones: Record<RingtoneName, Tone> = {
  classic: {
    frequenciesHz: [523, 659],
    pattern: [0.4, 0.2, 0.4, 2],
    loudness: 0.25,
    repeats: true,
  },
  soft: {
    frequenciesHz: [392, 494],
    pattern: [0.7, 0.5, 0.7, 2.4],
    melody: [1, 1.125],
    loudness: 0.2,
    repeats: true,
  },
  bells: {
    frequenciesHz: [784, 1568],
    pattern: [0.12, 0.06, 0.12, 0.06, 0.12, 0.06, 0.3, 2],
    melody: [1, 1.25, 1.5, 2],
    loudness: 0.18,
    repeats: true,
  },
  pulse: {
    frequenciesHz: [440],
    pattern: [0.09, 0.09, 0.09, 0.09, 0.09, 1.2],
    wave: 'triangle',
    loudness: 0.3,
    repeats: true,
  },
  marimba: {
    frequenciesHz: [523],
    pattern: [0.14, 0.08, 0.14, 0.08, 0.14, 0.08, 0.14, 0.3, 0.14, 1.6],
    melody: [1, 1.26, 1.5, 1.26, 2],
    wave: 'triangle',
    loudness: 0.3,
    repeats: true,
  },
};

export const tones: Record<Exclude<ToneName, 'none' | 'ring'>, Tone> = {
  ringback: { frequenciesHz: [440, 480], pattern: [1, 3], loudness: 0.08, repeats: true },
  busy: { frequenciesHz: [480, 620], pattern: [0.4, 0.4], loudness: 0.08, repeats: true },
  ended: {
    frequenciesHz: [520, 390],
    pattern: [0.15, 0.1, 0.15, 0.1],
    loudness: 0.08,
    repeats: false,
  },
};

/** Plays it until the function that it returns is called. `volume`: from 0 to 1. */
export function startTone(context: AudioContext, tone: Tone, volume = 1): () => void {
  const { frequenciesHz, pattern, melody = [1], wave = 'sine', repeats } = tone;
  const loudness = tone.loudness * volume;
  const gain = context.createGain();
  gain.gain.value = 0;
  gain.connect(context.destination);
  const oscillators = frequenciesHz.map((frequency) => {
    const oscillator = context.createOscillator();
    oscillator.type = wave;
    oscillator.frequency.value = frequency;
    oscillator.connect(gain);
    oscillator.start();
    return oscillator;
  });
  // Written ahead into the gain's own timeline: a throttled tab rings in time all the same.
  let at = context.currentTime;
  for (let round = 0; round < (repeats ? 40 : 1); ++round) {
    pattern.forEach((seconds, index) => {
      const sounds = index % 2 === 0;
      gain.gain.setTargetAtTime(sounds ? loudness : 0, at, 0.015);
      const higher = melody[(index / 2) % melody.length] ?? 1;
      if (sounds && melody.length > 1) {
        oscillators.forEach((oscillator, voice) =>
          oscillator.frequency.setValueAtTime((frequenciesHz[voice] ?? 0) * higher, at),
        );
      }
      at += seconds;
    });
  }
  return () => {
    gain.gain.cancelScheduledValues(0);
    gain.gain.setTargetAtTime(0, context.currentTime, 0.01);
    for (const oscillator of oscillators) oscillator.stop(context.currentTime + 0.1);
  };
}
