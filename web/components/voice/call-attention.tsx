'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { drawAttention, keepAwake } from 'ringline/browser';
import { usePhone } from 'ringline/react';

/** The worker that shows calls outside the page; undefined where the browser has none. */
function useWorker(): ServiceWorkerRegistration | undefined {
  const [worker, setWorker] = useState<ServiceWorkerRegistration>();
  useEffect(() => {
    const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
    void serviceWorker
      ?.register('/notification-worker.js')
      .then(() => serviceWorker.ready)
      .then(setWorker)
      .catch(() => undefined); // forbidden, as in some private windows: the page rings by itself
  }, []);
  return worker;
}

/** What an incoming call does beyond the page, and what a call needs of the device. */
export function CallAttention() {
  const t = useTranslations('voice.incoming');
  const phone = usePhone();
  const worker = useWorker();
  useEffect(() => (phone ? keepAwake(phone) : undefined), [phone]);
  useEffect(() => {
    if (!phone) return;
    return drawAttention(phone, {
      texts: {
        title: ({ peer }) => t('title', { name: peer.name || peer.phoneNumber || t('somebody') }),
        body: ({ peer }) => (peer.name ? peer.phoneNumber : ''),
        accept: t('accept'),
        reject: t('reject'),
      },
      ringingIcon: '/ringing.svg',
      notificationIcon: '/ringing.svg',
      ...(worker && { worker }),
    });
  }, [phone, worker, t]);
  return null;
}
