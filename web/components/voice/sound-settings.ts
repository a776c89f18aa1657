'use client';

import { useSyncExternalStore } from 'react';
import type { Phone } from 'ringline';

export interface SoundSettings {
  /** Empty: the system's own choice. */
  readonly speakerId: string;
  /** 0 to 1. */
  readonly volume: number;
}

const storageKey = 'ringline.sound';
const usual: SoundSettings = { speakerId: '', volume: 1 };
const watchers = new Set<() => void>();
let known: SoundSettings | undefined;
let aimed: Phone | null = null;

function read(): SoundSettings {
  try {
    const stored = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Partial<SoundSettings>;
    const volume = Number(stored.volume ?? 1);
    return {
      speakerId: typeof stored.speakerId === 'string' ? stored.speakerId : '',
      volume: volume >= 0 && volume <= 1 ? volume : 1,
    };
  } catch {
    return usual;
  }
}

function change(part: Partial<SoundSettings>): void {
  known = { ...(known ?? read()), ...part };
  try {
    localStorage.setItem(storageKey, JSON.stringify(known));
  } catch {
    // It holds for this page, then.
  }
  aim(aimed);
  for (const watcher of watchers) watcher();
}

/** Gives what was chosen to a phone, and to it whatever is chosen from here on. */
export function aim(phone: Phone | null): void {
  aimed = phone;
  if (!phone) return;
  const { speakerId, volume } = (known ??= read());
  phone.setSpeaker({ deviceId: speakerId, volume });
}

/** Where this browser's calls are heard, and how loud; remembered for the next ones. */
export function useSoundSettings(): [SoundSettings, (part: Partial<SoundSettings>) => void] {
  const settings = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => (known ??= read()),
    () => usual,
  );
  return [settings, change];
}
