'use client';

import { useSyncExternalStore } from 'react';
import type { Devices, DevicesSnapshot } from 'ringline/browser';
import { usePhone } from 'ringline/react';

import { devicesOf } from '@/lib/phone-devices';

const never = () => () => undefined;

/** What there is and what was chosen, and what chooses; null before there is a phone. */
export function useDevices(): { devices: Devices; snapshot: DevicesSnapshot } | null {
  const phone = usePhone();
  const devices = phone && devicesOf(phone);
  const snapshot = useSyncExternalStore(
    devices?.subscribe ?? never,
    () => devices?.getSnapshot() ?? null,
    () => null,
  );
  return devices && snapshot ? { devices, snapshot } : null;
}
