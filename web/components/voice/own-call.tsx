'use client';

import { Mic, MicOff, PhoneOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useRef, useState, useSyncExternalStore } from 'react';

import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { useFocusHeir } from '@/components/ui/modal';
import { useCurrentCall } from '@/hooks/use-voice';
import { cn } from '@/lib/cn';
import { CallCard } from './call-card';
import { useCallActions } from './call-center';
import { CallStateLine, useOtherName } from './call-parts';

// Whether the call is shown as a bar, on every page until it is said otherwise.
let isSmall = false;
const watchers = new Set<() => void>();
function setIsSmall(next: boolean): void {
  isSmall = next;
  for (const watcher of watchers) watcher();
}
export const useIsCallSmall = (): boolean =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => isSmall,
    () => false,
  );

/** The card of the call of who is signed in. */
export function OwnCallCard({
  className,
  shrinkClassName,
}: {
  className?: string;
  shrinkClassName?: string;
}) {
  const { endCall, toggleMute, toggleSpeaker } = useCallActions();
  return (
    <CallCard
      onEndCall={endCall}
      onToggleMute={toggleMute}
      onToggleSpeaker={toggleSpeaker}
      onShrink={{
        act: () => setIsSmall(true),
        ...(shrinkClassName && { className: shrinkClassName }),
      }}
      {...(className && { className })}
    />
  );
}

/** The same as a bar with what one needs most. */
export function OwnCallBar({ className }: { className?: string }) {
  const t = useTranslations('voice.call');
  const { endCall, toggleMute } = useCallActions();
  const box = useRef<HTMLDivElement>(null);
  const [isNew] = useState(true);
  const name = useOtherName();
  const isMuted = useCurrentCall(({ muted }) => muted) ?? false;
  const state = useCurrentCall((call) => call.state);
  useFocusHeir(box);
  return (
    <div
      ref={box}
      data-bar={state}
      className={cn(
        'bg-card shadow-float flex items-center gap-3 rounded-2xl border p-3',
        isNew && 'animate-rise',
        className,
      )}
    >
      <button
        type="button"
        aria-expanded={false}
        aria-label={t('expand', { name })}
        onClick={() => setIsSmall(false)}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-lg text-left"
      >
        <Avatar name={name} />
        <span className="min-w-0">
          <span dir="auto" className="block truncate font-medium">
            {name}
          </span>
          <CallStateLine />
        </span>
      </button>
      <Button
        variant={isMuted ? 'default' : 'secondary'}
        size="icon"
        aria-label={isMuted ? t('unmute') : t('mute')}
        onClick={toggleMute}
        className="rounded-full"
      >
        {isMuted ? <MicOff aria-hidden /> : <Mic aria-hidden />}
      </Button>
      <Button
        variant="destructive"
        size="icon"
        aria-label={t('end')}
        onClick={endCall}
        className="rounded-full"
      >
        <PhoneOff aria-hidden />
      </Button>
    </div>
  );
}
