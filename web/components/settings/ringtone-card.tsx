'use client';

import { BellRing, Play, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useRef, useState } from 'react';
import type { RingtoneName } from 'ringline';
import { playRingtone, ringtoneNames } from 'ringline/browser';

import { Button } from '@/components/ui/button';
import { cn } from '@/lib/cn';
import { SettingsCard } from './settings-card';
import { useChosenDevices } from './use-chosen-devices';
import { VolumeSlider } from './volume-slider';

export function RingtoneCard() {
  const t = useTranslations('settings.ringtone');
  const [{ choice }, devices] = useChosenDevices();
  const group = useId();
  const [playing, setPlaying] = useState<RingtoneName | null>(null);
  const player = useRef<AbortController | null>(null);
  useEffect(() => () => player.current?.abort(), []);

  const play = (name: RingtoneName) => {
    player.current?.abort();
    if (playing === name) return setPlaying(null);
    const own = new AbortController();
    player.current = own;
    setPlaying(name);
    void playRingtone(name, { volume: choice.ringtoneVolume, signal: own.signal })
      .catch(() => undefined) // without a sound device there is nothing to hear
      .then(() => setPlaying((now) => (player.current === own ? null : now)));
  };

  return (
    <SettingsCard icon={BellRing} title={t('title')} text={t('text')}>
      <div role="radiogroup" aria-label={t('title')} className="grid gap-1">
        {ringtoneNames.map((name) => (
          <div
            key={name}
            className={cn(
              'flex items-center gap-2 rounded-xl pr-1.5 transition-colors',
              choice.ringtone === name ? 'bg-primary-soft' : 'hover:bg-accent',
            )}
          >
            <label className="flex flex-1 cursor-pointer items-center gap-3 rounded-xl px-3 py-2.5 text-sm font-medium pointer-coarse:min-h-11">
              <input
                type="radio"
                name={group}
                checked={choice.ringtone === name}
                onChange={() => devices?.choose({ ringtone: name })}
                className="accent-primary size-4.5"
              />
              {t(`names.${name}`)}
            </label>
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={
                playing === name
                  ? t('stop', { name: t(`names.${name}`) })
                  : t('play', { name: t(`names.${name}`) })
              }
              onClick={() => play(name)}
            >
              {playing === name ? <Square aria-hidden /> : <Play aria-hidden />}
            </Button>
          </div>
        ))}
      </div>
      <VolumeSlider
        label={t('volume')}
        value={choice.ringtoneVolume}
        onChange={(ringtoneVolume) => devices?.choose({ ringtoneVolume })}
      />
      {choice.ringtoneVolume === 0 && (
        <p role="status" className="text-muted-foreground text-sm">
          {t('silent')}
        </p>
      )}
    </SettingsCard>
  );
}
