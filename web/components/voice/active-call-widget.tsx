'use client';

import { ChevronDown, Mic, MicOff, PhoneOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';

import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { useDates } from '@/hooks/use-dates';
import { cn } from '@/lib/cn';
import { ActiveCall } from './active-call';
import { useCallCenter } from './call-center';

/** The call in the lower right corner: all of its controls, or a bar with what one needs most. */
export function ActiveCallWidget() {
  const t = useTranslations('voice.call');
  const { duration } = useDates();
  const [isSmall, setIsSmall] = useState(false);
  const center = useCallCenter();
  const name = center.currentContactName ?? center.currentContactNumber ?? t('somebody');
  const isLive = center.callState === 'active';
  return (
    <aside
      aria-label={t('widget')}
      className="animate-rise fixed inset-x-4 bottom-20 z-40 sm:left-auto sm:w-88 md:right-6 md:bottom-6"
    >
      {isSmall ? (
        <div className="bg-card shadow-float flex items-center gap-3 rounded-2xl border p-3">
          <button
            type="button"
            aria-expanded={false}
            aria-label={t('expand', { name })}
            onClick={() => setIsSmall(false)}
            className="flex min-w-0 flex-1 items-center gap-3 rounded-lg text-left"
          >
            <Avatar name={name} />
            <span className="min-w-0">
              <span className="block truncate font-medium">{name}</span>
              <span className="text-muted-foreground block text-sm tabular-nums">
                {isLive ? duration(center.duration) : t('states.ringing')}
              </span>
            </span>
          </button>
          <Button
            variant={center.isMuted ? 'default' : 'secondary'}
            size="icon"
            aria-pressed={center.isMuted}
            aria-label={center.isMuted ? t('unmute') : t('mute')}
            onClick={center.toggleMute}
            className="rounded-full"
          >
            {center.isMuted ? <MicOff aria-hidden /> : <Mic aria-hidden />}
          </Button>
          <Button
            variant="destructive"
            size="icon"
            aria-label={t('end')}
            onClick={center.endCall}
            className="rounded-full"
          >
            <PhoneOff aria-hidden />
          </Button>
        </div>
      ) : (
        <div className="relative">
          <CurrentCall className="shadow-float" />
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t('shrink')}
            onClick={() => setIsSmall(true)}
            className={cn('text-muted-foreground absolute top-4 right-1/2 translate-x-1/2')}
          >
            <ChevronDown aria-hidden />
          </Button>
        </div>
      )}
    </aside>
  );
}

/** ActiveCall for the call of who is signed in. */
export function CurrentCall({ className }: { className?: string }) {
  const center = useCallCenter();
  return (
    <ActiveCall
      callState={center.callState}
      duration={center.duration}
      contactName={center.currentContactName}
      contactNumber={center.currentContactNumber}
      isMuted={center.isMuted}
      isSpeakerOn={center.isSpeakerOn}
      onEndCall={center.endCall}
      onToggleMute={center.toggleMute}
      onToggleSpeaker={center.toggleSpeaker}
      className={className}
    />
  );
}
