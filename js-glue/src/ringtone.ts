import { ringtones, startTone, type RingtoneName } from './tone.js';

/** What the user may choose from. */
export const ringtoneNames = Object.keys(ringtones) as readonly RingtoneName[];

/** One round of it, to hear what it is like; resolves when it is over or `signal` has ended it. */
export async function playRingtone(
  name: RingtoneName,
  { volume = 1, signal }: { volume?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const context = new AudioContext();
  const tone = ringtones[name];
  const stop = startTone(context, { ...tone, repeats: false }, volume);
  const lengthMs = tone.pattern.reduce((sum, seconds) => sum + seconds, 0) * 1_000;
  try {
    await context.resume();
    await new Promise<void>((done) => {
      setTimeout(done, lengthMs);
      signal?.addEventListener('abort', () => done(), { once: true });
      if (signal?.aborted) done();
    });
    stop();
    // So that it fades rather than clicks.
    await new Promise((done) => setTimeout(done, 100));
  } finally {
    await context.close();
  }
}
