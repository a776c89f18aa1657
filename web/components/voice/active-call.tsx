'use client';

import type { VoiceCall } from 'ringline/react';

import { CallCard, type CallCardActions } from './call-card';

/** As the existing app passes them. Its state is the same phone's, which the card asks by itself. */
export interface ActiveCallProps extends CallCardActions {
  callState: VoiceCall['callState'];
  /** Whole seconds. */
  duration: number;
  contactName: string | null;
  contactNumber: string | null;
  isMuted: boolean;
  isSpeakerOn: boolean;
  className?: string;
}

/** The call of the phone that `useVoiceCall` uses, for a page that has handlers of its own. */
export function ActiveCall({
  onEndCall,
  onToggleMute,
  onToggleSpeaker,
  className,
}: ActiveCallProps) {
  return (
    <CallCard
      onEndCall={onEndCall}
      onToggleMute={onToggleMute}
      onToggleSpeaker={onToggleSpeaker}
      {...(className && { className })}
    />
  );
}
