'use client';

import { Volume2 } from 'lucide-react';
import { useTranslations } from 'next-intl';

import { DeviceSelect } from './device-select';
import { SettingsCard } from './settings-card';
import { useChosenDevices } from './use-chosen-devices';
import { VolumeSlider } from './volume-slider';

export function SpeakerCard() {
  const t = useTranslations('settings.speaker');
  const [{ choice, speakers, missing, canChooseSpeaker }, devices] = useChosenDevices();
  return (
    <SettingsCard icon={Volume2} title={t('title')} text={t('text')}>
      {canChooseSpeaker ? (
        <DeviceSelect
          label={t('device')}
          devices={speakers}
          chosenId={choice.speakerId}
          isMissing={missing.includes('speaker')}
          onChoose={(speakerId) => devices?.choose({ speakerId })}
        />
      ) : (
        <p className="bg-muted rounded-xl px-4 py-3 text-sm text-pretty">{t('cannotChoose')}</p>
      )}
      <VolumeSlider
        label={t('volume')}
        value={choice.volume}
        onChange={(volume) => devices?.choose({ volume })}
      />
    </SettingsCard>
  );
}
