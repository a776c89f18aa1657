'use client';

import {
  Grid3x3,
  MicOff,
  Mic,
  Pause,
  PhoneOff,
  Play,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Call } from 'ringline';
import { usePhone, type VoiceCall } from 'ringline/react';

import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { toast } from '@/components/ui/toaster';
import { useDates } from '@/hooks/use-dates';
import { useSnapshot } from '@/hooks/use-voice';
import { cn } from '@/lib/cn';
import { ConnectionDetails } from './connection-details';
import { ControlButton } from './control-button';
import { DialPad } from './dial-pad';
import { QualityBadge } from './quality-badge';
import { RingingAvatar } from './ringing-avatar';
import { useShownCall } from './shown-call';
import { SoundControls } from './sound-controls';
import { stateWords } from './state-words';
import { VoiceRing } from './voice-ring';

export interface ActiveCallProps {
  callState: VoiceCall['callState'];
  /** Whole seconds. */
  duration: number;
  contactName: string | null;
  contactNumber: string | null;
  isMuted: boolean;
  isSpeakerOn: boolean;
  onEndCall: () => void;
  onToggleMute: () => void;
  onToggleSpeaker: () => void;
  className?: string;
}

/** A call from dialing to its end. What the props don't say it asks the phone of `useVoiceCall`. */
export function ActiveCall(props: ActiveCallProps) {
  const t = useTranslations('voice.call');
  const { duration: formatDuration } = useDates();
  const phone = usePhone();
  const link = useSnapshot()?.link ?? 'online';
  const call = useShownCall();
  const [hasPad, setHasPad] = useState(false);
  const [digits, setDigits] = useState('');

  const { callState, duration, isMuted } = props;
  const name = props.contactName ?? props.contactNumber ?? t('somebody');
  const isLive = callState === 'active';
  const isOver = callState === 'disconnected' || callState === 'error' || callState === 'idle';
  const held = call?.held ?? false;
  const quality = isLive ? call?.quality : undefined;

  const send = (digit: string) => {
    if (!phone || !call) return;
    try {
      phone.sendDtmf(call.id, digit);
      setDigits((before) => (before + digit).slice(-24));
    } catch {
      toast.error(t('noDigits'));
    }
  };

  return (
    <Card
      aria-label={t('label', { name })}
      data-state={call?.state ?? callState}
      data-log={call?.logId}
      className={cn('flex flex-col px-5 pt-4 pb-6', props.className)}
    >
      <div className="flex h-8 items-center justify-between">
        <span>{quality && <QualityBadge quality={quality} />}</span>
        {quality && <ConnectionDetails quality={quality} />}
      </div>

      <div className="flex flex-1 flex-col items-center justify-center gap-5 py-4">
        {!hasPad && (
          <VoiceRing callId={isLive ? (call?.id ?? null) : null}>
            <RingingAvatar name={name} isRinging={callState === 'ringing'} />
          </VoiceRing>
        )}
        <div className="grid justify-items-center gap-1 text-center">
          <h2 className="text-xl font-semibold text-balance">{name}</h2>
          {props.contactNumber && props.contactNumber !== name && (
            <p className="text-muted-foreground text-sm tabular-nums">{props.contactNumber}</p>
          )}
          {isLive && (
            <time
              dateTime={`PT${duration}S`}
              aria-label={t('duration')}
              className="mt-2 text-3xl font-medium tracking-tight tabular-nums"
            >
              {formatDuration(duration)}
            </time>
          )}
          <p
            role="status"
            className={cn(
              'text-muted-foreground min-h-6 text-sm text-balance',
              call?.reconnecting && 'text-warning-soft-foreground animate-breathe font-medium',
            )}
          >
            {stateWords(t, { callState, name, call, link })}
          </p>
          {call?.repair && (
            // Not among what is read out: it changes each second.
            <p className="text-muted-foreground text-sm text-balance tabular-nums">
              {t('givenUpIn', { seconds: call.repair.leftS })}
            </p>
          )}
        </div>
        {hasPad && (
          <div className="grid w-full gap-3">
            <output
              aria-label={t('digitsSent')}
              className="h-7 truncate text-center text-lg tracking-[0.2em] tabular-nums"
            >
              {digits}
            </output>
            <DialPad disabled={!isLive} onDigit={send} />
          </div>
        )}
        <Notes
          call={call}
          isLive={isLive}
          isMuted={isMuted}
          name={name}
          onUnmute={props.onToggleMute}
        />
      </div>

      <div className="grid gap-6">
        {!isOver && (
          <div className="grid grid-cols-4 justify-items-center">
            <ControlButton
              icon={isMuted ? MicOff : Mic}
              label={isMuted ? t('unmute') : t('mute')}
              pressed={isMuted}
              onClick={props.onToggleMute}
            />
            <ControlButton
              icon={Grid3x3}
              label={t('keypad')}
              pressed={hasPad}
              disabled={!isLive && !hasPad}
              onClick={() => setHasPad(!hasPad)}
            />
            <ControlButton
              icon={held ? Play : Pause}
              label={held ? t('resume') : t('hold')}
              pressed={held}
              disabled={!isLive}
              onClick={() => call && phone?.setHold(call.id, !held)}
            />
            <SoundControls
              isSpeakerOn={props.isSpeakerOn}
              onToggleSpeaker={props.onToggleSpeaker}
            />
          </div>
        )}
        <Button
          variant="destructive"
          size="lg"
          disabled={isOver}
          onClick={props.onEndCall}
          className="mx-auto w-full max-w-64 rounded-full"
        >
          <PhoneOff aria-hidden />
          {isLive || isOver ? t('end') : t('cancel')}
        </Button>
      </div>
    </Card>
  );
}

const microphoneWarnings = ['microphoneUnanswered', 'microphoneLost', 'microphoneRefused'] as const;
const mendable = [
  ...microphoneWarnings,
  'otherMicrophoneUnanswered',
  'otherMicrophoneLost',
  'microphoneMuted',
  'microphoneSilent',
  'noIncomingAudio',
  'remoteTrackMuted',
] as const;

/** What one should know while it lasts, each with what can be done. */
function Notes({
  call,
  isLive,
  isMuted,
  name,
  onUnmute,
}: {
  call: Call | null;
  isLive: boolean;
  isMuted: boolean;
  name: string;
  onUnmute: () => void;
}) {
  const t = useTranslations('voice.warnings');
  const tCall = useTranslations('voice.call');
  // One at a time: the phone tells the one that explains the others.
  const warning = call?.warnings[0];
  const ofMicrophone = (microphoneWarnings as readonly unknown[]).includes(warning);
  if (!isLive && !ofMicrophone) return null;
  if (isMuted && warning === 'talkingWhileMuted') {
    return (
      <Note icon={MicOff}>
        {t('talkingWhileMuted')}{' '}
        <button type="button" onClick={onUnmute} className="font-semibold underline">
          {tCall('unmute')}
        </button>
      </Note>
    );
  }
  // The quality's badge says what the network does; these say what somebody can mend.
  const shown = mendable.find((each) => each === warning);
  if (shown) return <Note icon={TriangleAlert}>{t(shown, { name })}</Note>;
  // The one that was chosen last can't be used; the one before goes on.
  if (call?.microphone === 'open' && call.microphoneError) {
    return <Note icon={TriangleAlert}>{t('choiceRefused')}</Note>;
  }
  return null;
}

function Note({ icon: Icon, children }: { icon: LucideIcon; children: React.ReactNode }) {
  return (
    <Badge
      tone="warning"
      role="alert"
      className="animate-rise items-start gap-2 rounded-xl px-3 py-2 text-sm text-pretty whitespace-normal"
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{children}</span>
    </Badge>
  );
}
