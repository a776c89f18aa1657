import type { Call } from 'ringline';

/** How a call that nobody chose to end ended, or why none was begun. The words stand in the catalogues. */
export type Problem =
  | 'declined'
  | 'busy'
  | 'noAnswer'
  | 'missed'
  | 'offline'
  | 'connectionLost'
  | 'mediaFailed'
  | 'failed'
  | 'otherMicrophone'
  | 'microphoneDenied'
  | 'microphoneMissing'
  | 'microphoneFailed'
  | 'microphoneEnded'
  | 'insecure';

export interface CallProblem {
  readonly problem: Problem;
  readonly name: string;
  /** Whom "Call again" calls. */
  readonly again: { number: string; id: string; name: string } | null;
}

export type MicrophoneState = 'ready' | 'denied' | 'missing' | 'failed' | 'ended';

const microphoneProblems: Record<MicrophoneState, Problem> = {
  ready: 'microphoneFailed',
  denied: 'microphoneDenied',
  missing: 'microphoneMissing',
  failed: 'microphoneFailed',
  ended: 'microphoneEnded',
};

/** undefined: there is nothing to explain. */
export function problemOf(
  call: Call,
  microphone: MicrophoneState,
  isSecure: boolean,
): Problem | undefined {
  const isLocal = call.endedBy === 'local';
  switch (call.reason) {
    case 'declined':
      return isLocal ? undefined : 'declined';
    case 'busy':
      return call.direction === 'outgoing' ? 'busy' : 'missed';
    case 'no_answer':
      return call.direction === 'outgoing' ? 'noAnswer' : 'missed';
    case 'cancelled':
      return isLocal || call.direction === 'outgoing' ? undefined : 'missed';
    case 'offline':
      return 'offline';
    case 'connection_lost':
      return 'connectionLost';
    case 'media_failed':
      return 'mediaFailed';
    case 'microphone_denied':
      if (!isLocal) return 'otherMicrophone';
      return isSecure ? microphoneProblems[microphone] : 'insecure';
    case 'error':
      return 'failed';
    case 'hung_up':
    case 'answered_elsewhere':
    case 'declined_elsewhere':
    case 'replaced':
    case null:
      return undefined;
  }
}

const guides = [
  ['firefox', /Firefox\//u],
  ['safariPhone', /(iPhone|iPad).*Safari\//u],
  ['edge', /Edg\//u],
  ['chrome', /Chrom(e|ium)\/|HeadlessChrome/u],
  ['safari', /Safari\//u],
] as const;

/** Whose words say how the microphone is allowed: a page can't ask twice, only the browser's settings help. */
export const guideOf = (userAgent: string): (typeof guides)[number][0] | 'other' =>
  guides.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? 'other';
