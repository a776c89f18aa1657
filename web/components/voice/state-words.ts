import type { useTranslations } from 'next-intl';
import type { Call, Snapshot } from 'ringline';
import type { VoiceCall } from 'ringline/react';

type Translate = ReturnType<typeof useTranslations<'voice.call'>>;

interface Shown {
  callState: VoiceCall['callState'];
  /** Of the other side. */
  name: string;
  call: Call | null;
  link: Snapshot['link'];
}

/** What goes on in a call, in words; for who listens, too. */
export function stateWords(t: Translate, { callState, name, call, link }: Shown): string {
  if (call?.reconnecting) return repairWords(t, name, call, link);
  if (call?.peerReconnecting) return t('states.peerReconnecting', { name });
  if (call?.held) return t('states.held', { name });
  if (call?.otherHeld) return t('states.otherHeld', { name });
  switch (callState) {
    case 'connecting':
      return call?.state === 'connecting' ? t('states.connecting') : t('states.dialing');
    case 'ringing':
      return t('states.ringing');
    case 'active':
      if (call?.otherMuted) return t('states.otherMuted', { name });
      return link === 'online' ? '' : t('states.lineLost');
    case 'disconnected':
    case 'error':
      return t('states.ended');
    case 'idle':
      return '';
  }
}

/** The sound is lost: what is tried now, or what must come back before anything can be tried. */
function repairWords(t: Translate, name: string, call: Call, link: Snapshot['link']): string {
  if (!navigator.onLine) return t('repair.network');
  if (link !== 'online') return t('repair.gateway');
  if (call.peerReconnecting) return t('repair.other', { name });
  const { what, attempt } = call.repair ?? { what: null, attempt: 0 };
  return what ? t(`repair.${what}`, { attempt }) : t('repair.begins');
}
