'use client';

import { Mic, Square } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { failureOfMicrophone, startMicrophoneTest, type Failure } from 'ringline/browser';

import { Button } from '@/components/ui/button';
import { DeviceSelect } from './device-select';
import { FailureNote } from './failure-note';
import { LevelMeter } from './level-meter';
import { SettingsCard } from './settings-card';
import { useChosenDevices } from './use-chosen-devices';

export function MicrophoneCard() {
  const t = useTranslations('settings.microphone');
  const [{ choice, microphones, missing, permission }, devices] = useChosenDevices();
  const [isTesting, setIsTesting] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [read, setRead] = useState<(() => number) | null>(null);
  const deviceId = missing.includes('microphone') ? '' : choice.microphoneId;

  useEffect(() => {
    if (!isTesting) return;
    let stop: (() => void) | undefined;
    let isOver = false;
    startMicrophoneTest({ deviceId })
      .then((test) => {
        stop = () => test.stop();
        if (isOver) return stop();
        setRead(() => () => test.level());
        // Now that it is allowed, the devices have names.
        void devices?.refresh();
      })
      .catch(async (reason: unknown) => {
        const why = await failureOfMicrophone(reason);
        if (isOver) return;
        setFailure(why);
        setIsTesting(false);
      });
    return () => {
      isOver = true;
      stop?.();
      setRead(null);
    };
  }, [isTesting, deviceId, devices]);

  const isUnnamed = permission !== 'granted' && microphones.every(({ label }) => !label);
  return (
    <SettingsCard icon={Mic} title={t('title')} text={t('text')}>
      <DeviceSelect
        label={t('device')}
        devices={microphones}
        chosenId={choice.microphoneId}
        isMissing={missing.includes('microphone')}
        onChoose={(microphoneId) => devices?.choose({ microphoneId })}
      />
      {isUnnamed && !failure && (
        <div className="bg-muted flex flex-wrap items-center justify-between gap-3 rounded-xl px-4 py-3 text-sm">
          <p className="flex-1 basis-52 text-pretty">{t('notAllowed')}</p>
          <Button
            size="sm"
            variant="outline"
            onClick={() => void devices?.allowMicrophone().then(setFailure)}
          >
            {t('allow')}
          </Button>
        </div>
      )}
      {failure && <FailureNote failure={failure} />}
      <LevelMeter label={t('level')} read={read} />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          variant={isTesting ? 'secondary' : 'outline'}
          onClick={() => {
            setFailure(null);
            setIsTesting(!isTesting);
          }}
        >
          {isTesting ? <Square aria-hidden /> : <Mic aria-hidden />}
          {isTesting ? t('stop') : t('test')}
        </Button>
        <p role="status" className="text-muted-foreground flex-1 basis-48 text-sm">
          {isTesting ? t('speak') : ''}
        </p>
      </div>
    </SettingsCard>
  );
}
