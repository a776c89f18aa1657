'use client';

import { BellDot } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { askForNotifications, notificationPermission } from 'ringline/browser';

import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { SettingsCard } from './settings-card';

const tones = {
  granted: 'good',
  denied: 'bad',
  default: 'neutral',
  unsupported: 'neutral',
} as const;

export function NotificationsCard() {
  const t = useTranslations('settings.notifications');
  const [permission, setPermission] = useState(notificationPermission);
  // It may be changed in the browser's settings, and this page be come back to.
  useEffect(() => {
    const look = () => setPermission(notificationPermission());
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return (
    <SettingsCard
      icon={BellDot}
      title={t('title')}
      text={t('text')}
      action={<Badge tone={tones[permission]}>{t(`states.${permission}`)}</Badge>}
    >
      <p className="text-sm text-pretty">{t(`hints.${permission}`)}</p>
      {permission === 'default' && (
        <Button
          variant="outline"
          className="justify-self-start"
          onClick={() => void askForNotifications().then(setPermission)}
        >
          {t('allow')}
        </Button>
      )}
    </SettingsCard>
  );
}
