'use client';

// The parts of a call that change while it goes on. Each asks the phone for what it shows and for nothing
// else, so that a second of a call renders its clock alone.

import { MicOff, Pause, TriangleAlert, type LucideIcon } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Call } from 'ringline';
import { viewOf } from 'ringline/react';

import { Badge } from '@/components/ui/badge';
import { useDates } from '@/hooks/use-dates';
import { useCurrentCall } from '@/hooks/use-voice';
import { cn } from '@/lib/cn';
import { ConnectionDetails } from './connection-details';
import { QualityBadge } from './quality-badge';
import { stateWords } from './state-words';

const isLive = ({ state }: Call): boolean => state === 'active' || state === 'reconnecting';

export const useIsLive = (): boolean => useCurrentCall(isLive) ?? false;

/** How the other side is called, in the words of this page. */
export function useOtherName(): string {
  const t = useTranslations('voice.call');
  return useCurrentCall(({ peer }) => peer.name || peer.phoneNumber) ?? t('somebody');
}

/** How long it has lasted. */
export function CallClock({ className }: { className?: string }) {
  const t = useTranslations('voice.call');
  const { duration } = useDates();
  const seconds = useCurrentCall(({ durationS }) => durationS) ?? 0;
  return (
    <time dateTime={`PT${seconds}S`} aria-label={t('duration')} className={className}>
      {duration(seconds)}
    </time>
  );
}

/** The state in words, as `stateWords` says it; '' where all is as it should be. */
export function useStateWords(): string {
  const t = useTranslations('voice.call');
  const name = useOtherName();
  return (
    useCurrentCall((call, { link }) =>
      stateWords(t, { callState: viewOf(call), name, call, link }),
    ) ?? ''
  );
}

/** What goes on, and what is tried while the sound is lost. */
export function CallState() {
  const t = useTranslations('voice.call');
  const isLost = useCurrentCall(({ reconnecting }) => reconnecting);
  const leftS = useCurrentCall(({ repair }) => repair?.leftS ?? null);
  return (
    <>
      <p
        role="status"
        className={cn(
          'text-muted-foreground min-h-6 text-sm text-balance',
          isLost && 'text-warning-soft-foreground animate-breathe font-medium',
        )}
      >
        {useStateWords()}
      </p>
      {leftS !== null && (
        // Not among what is read out: it changes each second.
        <p className="text-muted-foreground text-sm text-balance tabular-nums">
          {t('givenUpIn', { seconds: leftS })}
        </p>
      )}
    </>
  );
}

/** The same in one line, for the small bar: the clock, unless there is something else to be said. */
export function CallStateLine() {
  const words = useStateWords();
  const isLost = useCurrentCall(({ reconnecting }) => reconnecting);
  const isHeld = useCurrentCall(({ held, otherHeld }) => held || otherHeld);
  const live = useIsLive();
  return (
    <span
      className={cn(
        'text-muted-foreground flex items-center gap-1.5 text-sm tabular-nums',
        isLost && 'text-warning-soft-foreground font-medium',
      )}
    >
      {isHeld && !isLost && <Pause aria-hidden className="size-3.5 shrink-0" />}
      {live && !isLost && <CallClock />}
      {live && !isLost && words && <span aria-hidden>·</span>}
      <span role="status" className="truncate">
        {words}
      </span>
    </span>
  );
}

/** How it sounds; nothing before that is known. */
export function CallQuality() {
  const level = useCurrentCall((call) => (isLive(call) && call.quality?.level) || null);
  return (
    <>
      <span>{level && <QualityBadge level={level} />}</span>
      {level && <ConnectionDetails />}
    </>
  );
}

// The quality's badge says what the network does; these say what somebody can mend.
const ownMicrophone = ['microphoneUnanswered', 'microphoneLost', 'microphoneRefused'] as const;
const mendable = [
  ...ownMicrophone,
  'otherMicrophoneUnanswered',
  'otherMicrophoneLost',
  'microphoneMuted',
  'microphoneSilent',
  'noIncomingAudio',
  'remoteTrackMuted',
] as const;

const warningOf = (call: Call) => {
  // One at a time: the phone tells the one that explains the others.
  const warning = call.warnings[0];
  if (!isLive(call)) return ownMicrophone.find((each) => each === warning) ?? null;
  if (call.muted && warning === 'talkingWhileMuted') return 'talkingWhileMuted';
  const shown = mendable.find((each) => each === warning);
  if (shown) return shown;
  // The one that was chosen last can't be used; the one before goes on.
  return call.microphone === 'open' && call.microphoneError ? 'choiceRefused' : null;
};

/** What one should know while it lasts, each with what can be done. */
export function CallWarning({ onUnmute }: { onUnmute: () => void }) {
  const t = useTranslations('voice.warnings');
  const tCall = useTranslations('voice.call');
  const name = useOtherName();
  const warning = useCurrentCall(warningOf);
  if (!warning) return null;
  if (warning !== 'talkingWhileMuted') {
    return <Note icon={TriangleAlert}>{t(warning, { name })}</Note>;
  }
  return (
    <Note icon={MicOff}>
      {t(warning)}{' '}
      <button type="button" onClick={onUnmute} className="target font-semibold underline">
        {tCall('unmute')}
      </button>
    </Note>
  );
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
