'use client';

import { useSyncExternalStore } from 'react';
import type { Devices, DevicesSnapshot } from 'ringline/browser';

import { useCallCenter } from '@/components/voice/call-center';

const never = () => () => undefined;

/** What there is and what was chosen, and what chooses; null before there is a phone. */
export function useDevices(): { devices: Devices; snapshot: DevicesSnapshot } | null {
  const { devices } = useCallCenter();
  const snapshot = useSyncExternalStore(
    devices?.subscribe ?? never,
    () => devices?.getSnapshot() ?? null,
    () => null,
  );
  return devices && snapshot ? { devices, snapshot } : null;
}
