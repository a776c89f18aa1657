'use client';

import type { Devices, DevicesSnapshot } from 'ringline/browser';

import { useDevices } from '@/hooks/use-devices';

const none: DevicesSnapshot = {
  choice: { microphoneId: '', speakerId: '', volume: 1, ringtone: 'classic', ringtoneVolume: 1 },
  microphones: [],
  speakers: [],
  missing: [],
  canChooseSpeaker: false,
  permission: 'unknown',
};

/** What there is and what is chosen; before there is a phone, what is usual. */
export function useChosenDevices(): [DevicesSnapshot, Devices | null] {
  const known = useDevices();
  return [known?.snapshot ?? none, known?.devices ?? null];
}
