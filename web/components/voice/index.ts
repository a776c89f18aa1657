/** What an app of its own takes from here; see docs/integrate.md. */
export { useVoiceCall } from 'ringline/react';
export { useUserData } from '@/hooks/use-user-data';
export { ActiveCall, type ActiveCallProps } from './active-call';
export { CallButton, type CallButtonProps } from './call-button';
export { CallHistory, type CallHistoryProps } from './call-history';
export { Dialer, type DialerProps } from './dialer';
export { IncomingCall, type IncomingCallProps } from './incoming-call';
export { VoiceUiProvider } from './voice-ui-provider';
