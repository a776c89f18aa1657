'use client';

import { useDevices } from './devices';

export interface SoundSettings {
  /** Empty: the system's own choice. */
  readonly speakerId: string;
  /** 0 to 1. */
  readonly volume: number;
}

/** Where this browser's calls are heard, and how loud; remembered for the next ones. */
export function useSoundSettings(): [SoundSettings, (part: Partial<SoundSettings>) => void] {
  const [{ choice }, devices] = useDevices();
  return [choice, (part) => devices?.choose(part)];
}
