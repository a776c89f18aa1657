'use client';

import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { askBeforeLeaving, drawAttention, keepAwake } from 'ringline/browser';
import { usePhone } from 'ringline/react';

import { toast } from '@/components/ui/toaster';
import { registerNotificationWorker } from '@/lib/notification-worker';
import { devicesOf } from '@/lib/phone-devices';

/**
 * What a page does around its phone: it asks before it is left in a call, keeps the screen on, draws
 * attention to who calls, and says when a device was plugged in or out.
 */
export function usePhoneSurroundings(): void {
  const t = useTranslations('voice');
  const phone = usePhone();

  useEffect(() => {
    if (!phone) return;
    const stops = [askBeforeLeaving(phone), keepAwake(phone)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [phone]);

  useEffect(() => {
    if (!phone) return;
    let stop: (() => void) | undefined;
    let isGone = false;
    const attend = (worker?: ServiceWorkerRegistration) => {
      if (isGone) return;
      stop?.();
      stop = drawAttention(phone, {
        texts: {
          title: ({ peer }) =>
            t('attention.title', { name: peer.name || peer.phoneNumber || t('incoming.somebody') }),
          body: ({ peer }) => peer.phoneNumber,
          accept: t('incoming.accept'),
          reject: t('incoming.reject'),
        },
        ringingIcon: '/ringing.svg',
        notificationIcon: '/icon.svg',
        ...(worker && { worker }),
      });
    };
    attend();
    // Where there can be none, title and icon are what draws attention.
    registerNotificationWorker().then(attend, () => undefined);
    return () => {
      isGone = true;
      stop?.();
    };
  }, [phone, t]);

  useEffect(() => {
    if (!phone) return;
    return devicesOf(phone).onChange(({ what, kind, label, instead }) => {
      const name = label || t(`devices.${kind}`);
      if (what === 'back') toast.success(t('devices.back', { name }));
      else if (instead) toast.warning(t('devices.lostFor', { name, instead }));
      else toast.warning(t('devices.lost', { name }));
    });
  }, [phone, t]);
}
