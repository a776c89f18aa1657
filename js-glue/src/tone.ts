import type { ToneName } from './wire.js';

interface Tone {
  frequenciesHz: number[];
  /** Seconds of sound and of silence by turns. */
  pattern: number[];
  /** From 0 to 1. */
  loudness: number;
  repeats: boolean;
}

export const tones: Record<Exclude<ToneName, 'none'>, Tone> = {
  ring: {
    frequenciesHz: [523, 659],
    pattern: [0.4, 0.2, 0.4, 2],
    loudness: 0.25,
    repeats: true,
  },
  ringback: { frequenciesHz: [440, 480], pattern: [1, 3], loudness: 0.08, repeats: true },
  busy: { frequenciesHz: [480, 620], pattern: [0.4, 0.4], loudness: 0.08, repeats: true },
  ended: {
    frequenciesHz: [520, 390],
    pattern: [0.15, 0.1, 0.15, 0.1],
    loudness: 0.08,
    repeats: false,
  },
};

/** Plays it until the function that it returns is called. */
export function startTone(context: AudioContext, name: Exclude<ToneName, 'none'>): () => void {
  const { frequenciesHz, pattern, loudness, repeats } = tones[name];
  const gain = context.createGain();
  gain.gain.value = 0;
  gain.connect(context.destination);
  const oscillators = frequenciesHz.map((frequency) => {
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
