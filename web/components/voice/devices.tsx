'use client';

import { useTranslations } from 'next-intl';
import {
  createContext,
  use,
  useEffect,
  useMemo,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { Devices, type DevicesSnapshot } from 'ringline/browser';
import { usePhone } from 'ringline/react';

import { toast } from '@/components/ui/toaster';

const Context = createContext<Devices | null>(null);

const none: DevicesSnapshot = {
  choice: { microphoneId: '', speakerId: '', volume: 1, ringtone: 'classic', ringtoneVolume: 1 },
  microphones: [],
  speakers: [],
  missing: [],
  canChooseSpeaker: false,
  permission: 'unknown',
};
const never = () => () => undefined;

/** The devices of the phone, for every page beneath; what becomes of one that is used is said. */
export function DevicesProvider({ children }: { children: ReactNode }) {
  const t = useTranslations('voice.devices');
  const phone = usePhone();
  const devices = useMemo(() => (phone ? new Devices(phone) : null), [phone]);
  useEffect(() => {
    void devices?.open();
    return () => devices?.close();
  }, [devices]);
  useEffect(
    () =>
      devices?.onChange(({ what, kind, label, instead }) => {
        toast(t(`${what}.${kind}`, { device: label }), {
          ...(instead && { description: t('instead', { device: instead }) }),
        });
      }),
    [devices, t],
  );
  return <Context value={devices}>{children}</Context>;
}

/** What there is and what is chosen, and what changes it; null before there is a phone. */
export function useDevices(): [DevicesSnapshot, Devices | null] {
  const devices = use(Context);
  const snapshot = useSyncExternalStore(
    devices?.subscribe ?? never,
    () => devices?.getSnapshot() ?? none,
    () => none,
  );
  return [snapshot, devices];
}
