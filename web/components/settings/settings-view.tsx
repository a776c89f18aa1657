'use client';

import { useTranslations } from 'next-intl';

import { useHydrated } from '@/hooks/use-hydrated';
import { EchoTestCard } from './echo-test-card';
import { MicrophoneCard } from './microphone-card';
import { NotificationsCard } from './notifications-card';
import { RingtoneCard } from './ringtone-card';
import { SettingsSkeleton } from './settings-skeleton';
import { SpeakerCard } from './speaker-card';

/** What calls are spoken into, heard from and announced by; and tests of it all. */
export function SettingsView() {
  const t = useTranslations('settings');
  // What the browser has, only the browser knows.
  if (!useHydrated()) return <SettingsSkeleton label={t('title')} />;
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <div className="grid gap-5">
        <MicrophoneCard />
        <EchoTestCard />
      </div>
      <div className="grid gap-5">
        <SpeakerCard />
        <RingtoneCard />
        <NotificationsCard />
      </div>
    </div>
  );
}
