'use client';

import { ChevronDown, Grid3x3, Mic, MicOff, Pause, PhoneOff, Play } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useLayoutEffect, useRef, useState } from 'react';
import type { Call } from 'ringline';
import { currentOf, usePhone } from 'ringline/react';

import { Button } from '@/components/ui/button';
import { useFocusHeir } from '@/components/ui/modal';
import { toast } from '@/components/ui/toaster';
import { useCurrentCall } from '@/hooks/use-voice';
import { cn } from '@/lib/cn';
import {
  CallClock,
  CallQuality,
  CallState,
  CallWarning,
  useIsLive,
  useOtherName,
} from './call-parts';
import { ControlButton } from './control-button';
import { DialPad } from './dial-pad';
import { RingingAvatar } from './ringing-avatar';
import { SoundControls } from './sound-controls';
import { VoiceRing } from './voice-ring';

/** What the buttons of a call do. */
export interface CallCardActions {
  onEndCall: () => void;
  onToggleMute: () => void;
  onToggleSpeaker: () => void;
}

/**
 * The call that is shown, from dialing to its end. What it shows it asks the phone for, and nobody else. Its
 * buttons are always on the screen: where there is no room, what stands above them scrolls.
 */
export function CallCard({
  className,
  onShrink,
  ...actions
}: CallCardActions & {
  className?: string;
  /** Where the card can be made small, and by which class the button for it is shown. */
  onShrink?: { act: () => void; className?: string };
}) {
  const t = useTranslations('voice.call');
  const box = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [hasPad, setHasPad] = useState(false);
  const state = useCurrentCall((call) => call.state);
  const logId = useCurrentCall((call) => call.logId);
  const id = useCurrentCall((call) => call.id);
  const number = useCurrentCall(({ peer }) => peer.phoneNumber);
  const name = useOtherName();
  const live = useIsLive();
  useFocusHeir(box);
  useLayoutEffect(() => {
    // What was pressed to call or to accept is gone, and the keyboard would begin at the top again, of the
    // document or of its content.
    const { activeElement: active } = document;
    const isNowhere = active === document.body || active?.id === 'content';
    if (isNowhere) heading.current?.focus({ preventScroll: true });
  }, []);

  return (
    <section
      ref={box}
      aria-label={t('label', { name })}
      data-state={state}
      data-log={logId}
      className={cn(
        'bg-card text-card-foreground shadow-card flex min-h-0 flex-col rounded-2xl border',
        'low:grid low:grid-cols-[minmax(0,1fr)_minmax(0,20rem)] low:grid-rows-[auto_minmax(0,1fr)]',
        className,
      )}
    >
      <div className="flex min-h-12 items-center justify-between px-5 pt-4">
        <CallQuality />
        {onShrink && (
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t('shrink')}
            onClick={onShrink.act}
            className={cn('text-muted-foreground order-first', onShrink.className)}
          >
            <ChevronDown aria-hidden />
          </Button>
        )}
      </div>

      <div
        // What scrolls must be reached by the keyboard; here by the name in it.
        className="flex min-h-0 flex-1 flex-col items-center gap-5 overflow-y-auto overscroll-contain px-5 py-4 [justify-content:safe_center]"
      >
        {!hasPad && (
          <VoiceRing callId={live ? id : null}>
            <RingingAvatar name={name} isRinging={state === 'ringing'} />
          </VoiceRing>
        )}
        <div className="grid w-full justify-items-center gap-1 text-center">
          <h2
            ref={heading}
            id="call"
            tabIndex={-1}
            dir="auto"
            className="max-w-full rounded-md text-xl font-semibold text-balance break-words"
          >
            {name}
          </h2>
          {number && number !== name && (
            <p dir="ltr" className="text-muted-foreground text-sm tabular-nums">
              {number}
            </p>
          )}
          {live && <CallClock className="mt-2 text-3xl font-medium tracking-tight tabular-nums" />}
          <CallState />
        </div>
        {hasPad && <Keypad disabled={!live} />}
        <CallWarning onUnmute={actions.onToggleMute} />
      </div>

      <CallControls
        state={state}
        hasPad={hasPad}
        onTogglePad={() => setHasPad(!hasPad)}
        {...actions}
      />
    </section>
  );
}

function Keypad({ disabled }: { disabled: boolean }) {
  const t = useTranslations('voice.call');
  const phone = usePhone();
  const [digits, setDigits] = useState('');
  const send = (digit: string) => {
    const call = phone && currentOf(phone.getSnapshot().calls);
    if (!call) return;
    try {
      phone.sendDtmf(call.id, digit);
      setDigits((before) => (before + digit).slice(-24));
    } catch {
      toast.error(t('noDigits'));
    }
  };
  return (
    <div className="grid w-full gap-3">
      <output
        aria-label={t('digitsSent')}
        className="h-7 truncate text-center text-lg tracking-[0.2em] tabular-nums"
      >
        {digits}
      </output>
      <DialPad disabled={disabled} onDigit={send} />
    </div>
  );
}

function CallControls({
  state,
  hasPad,
  onTogglePad,
  onEndCall,
  onToggleMute,
  onToggleSpeaker,
}: CallCardActions & {
  state: Call['state'] | null;
  hasPad: boolean;
  onTogglePad: () => void;
}) {
  const t = useTranslations('voice.call');
  const phone = usePhone();
  const isMuted = useCurrentCall(({ muted }) => muted) ?? false;
  const isHeld = useCurrentCall(({ held }) => held) ?? false;
  const live = useIsLive();
  const isOver = state === 'ended' || state === null;
  const hold = () => {
    const call = phone && currentOf(phone.getSnapshot().calls);
    if (call) phone.setHold(call.id, !call.held);
  };
  return (
    <div className="low:col-start-2 low:row-span-2 low:row-start-1 low:content-center grid shrink-0 gap-5 px-5 pt-2 pb-[max(1.5rem,env(safe-area-inset-bottom))]">
      {!isOver && (
        <div className="grid grid-cols-4 justify-items-center">
          <ControlButton
            icon={isMuted ? MicOff : Mic}
            label={isMuted ? t('unmute') : t('mute')}
            tone={isMuted ? 'on' : 'neutral'}
            onClick={onToggleMute}
          />
          <ControlButton
            icon={Grid3x3}
            label={t('keypad')}
            pressed={hasPad}
            disabled={!live && !hasPad}
            onClick={onTogglePad}
          />
          <ControlButton
            icon={isHeld ? Play : Pause}
            label={isHeld ? t('resume') : t('hold')}
            tone={isHeld ? 'on' : 'neutral'}
            disabled={!live}
            onClick={hold}
          />
          <SoundControls onToggleSpeaker={onToggleSpeaker} />
        </div>
      )}
      <Button
        variant="destructive"
        size="lg"
        disabled={isOver}
        onClick={onEndCall}
        className="mx-auto w-full max-w-64 rounded-full"
      >
        <PhoneOff aria-hidden />
        {live || isOver || state === 'connecting' ? t('end') : t('cancel')}
      </Button>
    </div>
  );
}
