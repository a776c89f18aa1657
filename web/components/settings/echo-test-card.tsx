'use client';

import { Square, Waves } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import {
  failureOfMicrophone,
  startEchoTest,
  type EchoReport,
  type EchoTest,
  type Failure,
} from 'ringline/browser';

import { Button } from '@/components/ui/button';
import { useDates } from '@/hooks/use-dates';
import { FailureNote } from './failure-note';
import { LevelMeter } from './level-meter';
import { SettingsCard } from './settings-card';
import { useChosenDevices } from './use-chosen-devices';

const reportEveryMs = 1_000;

interface Running {
  said: () => number;
  heard: () => number;
  test: EchoTest;
}

export function EchoTestCard() {
  const t = useTranslations('settings.echo');
  const [{ choice, missing }, devices] = useChosenDevices();
  const [isOn, setIsOn] = useState(false);
  const [running, setRunning] = useState<Running | null>(null);
  const [failure, setFailure] = useState<Failure | 'connection' | null>(null);
  const microphoneId = missing.includes('microphone') ? '' : choice.microphoneId;
  const speakerId = missing.includes('speaker') ? '' : choice.speakerId;
  const { volume } = choice;

  useEffect(() => {
    if (!isOn) return;
    let isOver = false;
    let stop: (() => void) | undefined;
    startEchoTest({ microphoneId, speakerId, volume })
      .then((test) => {
        stop = () => test.stop();
        if (isOver) return stop();
        setRunning({ test, said: () => test.levels().said, heard: () => test.levels().heard });
        void devices?.refresh();
      })
      .catch(async (reason: unknown) => {
        const why =
          reason instanceof DOMException ? await failureOfMicrophone(reason) : 'connection';
        if (isOver) return;
        setFailure(why);
        setIsOn(false);
      });
    return () => {
      isOver = true;
      stop?.();
      setRunning(null);
    };
  }, [isOn, microphoneId, speakerId, volume, devices]);

  return (
    <SettingsCard icon={Waves} title={t('title')} text={t('text')}>
      {failure &&
        (failure === 'connection' ? (
          <p
            role="alert"
            className="bg-warning-soft text-warning-soft-foreground rounded-xl px-4 py-3 text-sm"
          >
            {t('failed')}
          </p>
        ) : (
          <FailureNote failure={failure} />
        ))}
      {isOn && (
        <div className="animate-rise grid gap-3">
          <div className="grid gap-1.5">
            <span className="text-muted-foreground text-xs">{t('said')}</span>
            <LevelMeter label={t('said')} read={running?.said ?? null} />
          </div>
          <div className="grid gap-1.5">
            <span className="text-muted-foreground text-xs">{t('heard')}</span>
            <LevelMeter label={t('heard')} read={running?.heard ?? null} />
          </div>
          {running && <Report test={running.test} />}
        </div>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          variant={isOn ? 'secondary' : 'outline'}
          onClick={() => {
            setFailure(null);
            setIsOn(!isOn);
          }}
        >
          {isOn ? <Square aria-hidden /> : <Waves aria-hidden />}
          {isOn ? t('stop') : t('start')}
        </Button>
        <p role="status" className="text-muted-foreground flex-1 basis-48 text-sm">
          {isOn ? (running ? t('speak') : t('connecting')) : t('headphones')}
        </p>
      </div>
    </SettingsCard>
  );
}

/** What the sound went through, as figures. */
function Report({ test }: { test: EchoTest }) {
  const t = useTranslations('settings.echo');
  const { number } = useDates();
  const [report, setReport] = useState<EchoReport | null>(null);
  useEffect(() => {
    let isOver = false;
    const look = () =>
      test.report().then(
        (next) => !isOver && setReport(next),
        () => undefined, // stopped meanwhile
      );
    void look();
    const timer = setInterval(() => void look(), reportEveryMs);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [test]);
  const figures = [
    [t('figures.packets'), report ? number(report.packets) : '–'],
    [t('figures.lost'), report ? number(report.lost) : '–'],
    [
      t('figures.jitter'),
      report?.jitterMs != null ? t('figures.ms', { value: number(report.jitterMs) }) : '–',
    ],
    [t('figures.codec'), report?.codec.replace(/^audio\//u, '') || '–'],
  ];
  return (
    <dl className="bg-muted/60 grid grid-cols-2 gap-x-4 gap-y-1.5 rounded-xl px-4 py-3 text-sm sm:grid-cols-4">
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt className="text-muted-foreground text-xs">{name}</dt>
          <dd className="font-medium tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
