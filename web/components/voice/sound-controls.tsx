'use client';

import { Volume2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useId, useState } from 'react';
import { usePhone } from 'ringline/react';

import { Label } from '@/components/ui/label';
import { Popover, PopoverContent, PopoverTrigger } from '@/components/ui/popover';
import { Select } from '@/components/ui/select';
import { Slider } from '@/components/ui/slider';
import { Switch } from '@/components/ui/switch';
import { useDates } from '@/hooks/use-dates';
import { ControlButton } from './control-button';
import { useSoundSettings } from './sound-settings';

const canChooseSpeaker = () =>
  typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;

/** Where the sound comes out, and how loud. */
export function SoundControls({
  isSpeakerOn,
  onToggleSpeaker,
}: {
  isSpeakerOn: boolean;
  onToggleSpeaker: () => void;
}) {
  const t = useTranslations('voice.sound');
  const { number } = useDates();
  const phone = usePhone();
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [speakers, setSpeakers] = useState<MediaDeviceInfo[]>([]);
  const [{ speakerId, volume }, setSound] = useSoundSettings();

  useEffect(() => {
    if (!phone || !isOpen) return;
    let isGone = false;
    const list = () =>
      phone.devices().then(
        (devices) => {
          if (!isGone) setSpeakers(devices.speakers);
        },
        () => undefined, // nothing to choose from
      );
    void list();
    const stop = phone.on('event', ({ name }) => {
      if (name === 'devices') void list();
    });
    return () => {
      isGone = true;
      stop();
    };
  }, [phone, isOpen]);

  return (
    <Popover open={isOpen} onOpenChange={setIsOpen}>
      <PopoverTrigger asChild>
        <ControlButton icon={Volume2} label={t('label')} />
      </PopoverTrigger>
      <PopoverContent aria-label={t('label')} side="top" className="grid gap-5">
        <div className="grid gap-2.5">
          <div className="flex justify-between text-sm">
            <span className="font-medium">{t('volume')}</span>
            <span className="text-muted-foreground tabular-nums">
              {number(volume, { style: 'percent' })}
            </span>
          </div>
          <Slider
            aria-label={t('volume')}
            aria-valuetext={number(volume, { style: 'percent' })}
            min={0}
            max={100}
            step={5}
            value={[Math.round(volume * 100)]}
            onValueChange={([percent = 100]) => setSound({ volume: percent / 100 })}
          />
        </div>
        {canChooseSpeaker() && speakers.length > 0 && (
          <div className="grid gap-1.5">
            <Label htmlFor={`${id}-speaker`}>{t('speaker')}</Label>
            <Select
              id={`${id}-speaker`}
              value={speakerId}
              onChange={(event) => setSound({ speakerId: event.target.value })}
            >
              {!speakers.some(({ deviceId }) => deviceId === '') && (
                <option value="">{t('default')}</option>
              )}
              {speakers
                .filter(({ deviceId }) => deviceId !== 'default')
                .map(({ deviceId, label }, at) => (
                  <option key={deviceId} value={deviceId}>
                    {label || t('unnamed', { number: at + 1 })}
                  </option>
                ))}
            </Select>
          </div>
        )}
        <div className="flex items-center justify-between gap-4">
          <Label htmlFor={`${id}-loud`}>{t('loud')}</Label>
          <Switch id={`${id}-loud`} checked={isSpeakerOn} onCheckedChange={onToggleSpeaker} />
        </div>
      </PopoverContent>
    </Popover>
  );
}
