'use client';

import { Volume2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId } from 'react';
import type { Device } from 'ringline/browser';
import { useSpeakerOn } from 'ringline/react';

import { Label } from '@/components/ui/label';
import { Popover } from '@/components/ui/popover';
import { Select } from '@/components/ui/select';
import { Slider } from '@/components/ui/slider';
import { Switch } from '@/components/ui/switch';
import { useDates } from '@/hooks/use-dates';
import { useDevices } from '@/hooks/use-devices';
import { ControlButton } from './control-button';

/** Where the sound comes out and goes in, and how loud. */
export function SoundControls({ onToggleSpeaker }: { onToggleSpeaker: () => void }) {
  const t = useTranslations('voice.sound');
  return (
    <Popover
      label={t('label')}
      side="top"
      className="grid gap-4.5"
      trigger={(given) => <ControlButton icon={Volume2} label={t('label')} {...given} />}
    >
      <Controls onToggleSpeaker={onToggleSpeaker} />
    </Popover>
  );
}

function Controls({ onToggleSpeaker }: { onToggleSpeaker: () => void }) {
  const t = useTranslations('voice.sound');
  const id = useId();
  const own = useDevices();
  const isSpeakerOn = useSpeakerOn();
  return (
    <>
      {own && (
        <>
          <VolumeSlider
            volume={own.snapshot.choice.volume}
            onChange={(volume) => own.devices.choose({ volume })}
          />
          {own.snapshot.canChooseSpeaker && (
            <DeviceSelect
              label={t('speaker')}
              devices={own.snapshot.speakers}
              value={own.snapshot.choice.speakerId}
              onChange={(speakerId) => own.devices.choose({ speakerId })}
            />
          )}
          <DeviceSelect
            label={t('microphone')}
            devices={own.snapshot.microphones}
            value={own.snapshot.choice.microphoneId}
            onChange={(microphoneId) => own.devices.choose({ microphoneId })}
          />
        </>
      )}
      <div className="flex items-center justify-between gap-4">
        <Label htmlFor={`${id}-loud`}>{t('loud')}</Label>
        <Switch id={`${id}-loud`} checked={isSpeakerOn} onCheckedChange={onToggleSpeaker} />
      </div>
    </>
  );
}

/** How loud the other side is heard; `volume` from 0 to 1. */
function VolumeSlider({
  volume,
  onChange,
}: {
  volume: number;
  onChange: (volume: number) => void;
}) {
  const t = useTranslations('voice.sound');
  const { number } = useDates();
  const shown = number(volume, { style: 'percent' });
  return (
    <div className="grid gap-2.5">
      <div className="flex justify-between text-sm">
        <span className="font-medium">{t('volume')}</span>
        <span className="text-muted-foreground tabular-nums">{shown}</span>
      </div>
      <Slider
        label={t('volume')}
        valueText={shown}
        value={Math.round(volume * 100)}
        onChange={(percent) => onChange(percent / 100)}
      />
    </div>
  );
}

/** One of the devices, or what the system uses by itself. */
export function DeviceSelect({
  label,
  devices,
  value,
  onChange,
}: {
  label: string;
  devices: readonly Device[];
  value: string;
  onChange: (id: string) => void;
}) {
  const t = useTranslations('voice.sound');
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <Label htmlFor={id}>{label}</Label>
      <Select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('default')}</option>
        {devices.map((device, at) => (
          <option key={device.id} value={device.id}>
            {device.label || t('unnamed', { number: at + 1 })}
          </option>
        ))}
        {value && !devices.some((device) => device.id === value) && (
          <option value={value}>{t('notThere')}</option>
        )}
      </Select>
    </div>
  );
}
