import type { Call, EndReason, Snapshot } from 'ringline';

/** Every failure that a user can meet. Each has a sentence and a way out, in the page's language. */
export type FailureCode =
  | 'microphone_missing'
  | 'microphone_denied'
  | 'microphone_busy'
  | 'microphone_failed'
  | 'microphone_forbidden'
  | 'insecure_context'
  | 'unsupported_browser'
  | 'offline'
  | 'gateway_unreachable'
  | 'load_failed'
  | 'session_ended'
  | 'forbidden'
  | 'bad_option'
  | 'contact_offline'
  | 'no_answer'
  | 'declined'
  | 'busy'
  | 'connection_lost'
  | 'media_failed'
  | 'replaced'
  | 'other_unsupported'
  | 'call_failed';

/** What the user can do about it; a page gives each a button or a hint. */
export type Remedy =
  | 'allow_microphone'
  | 'plug_in_microphone'
  | 'close_other_apps'
  | 'open_by_https'
  | 'change_browser'
  | 'check_network'
  | 'wait'
  | 'sign_in'
  | 'ask_administrator'
  | 'call_later'
  | 'call_again';

export interface Failure {
  readonly code: FailureCode;
  readonly remedy: Remedy;
  /** `outcome`: how a call may well end; `problem`: something is wrong. */
  readonly kind: 'outcome' | 'problem';
}

const table: Record<FailureCode, [Remedy, Failure['kind']]> = {
  microphone_missing: ['plug_in_microphone', 'problem'],
  microphone_denied: ['allow_microphone', 'problem'],
  microphone_busy: ['close_other_apps', 'problem'],
  microphone_failed: ['plug_in_microphone', 'problem'],
  microphone_forbidden: ['ask_administrator', 'problem'],
  insecure_context: ['open_by_https', 'problem'],
  unsupported_browser: ['change_browser', 'problem'],
  offline: ['check_network', 'problem'],
  gateway_unreachable: ['wait', 'problem'],
  load_failed: ['check_network', 'problem'],
  session_ended: ['sign_in', 'problem'],
  forbidden: ['ask_administrator', 'problem'],
  bad_option: ['ask_administrator', 'problem'],
  contact_offline: ['call_later', 'outcome'],
  no_answer: ['call_later', 'outcome'],
  declined: ['call_later', 'outcome'],
  busy: ['call_later', 'outcome'],
  connection_lost: ['call_again', 'problem'],
  media_failed: ['check_network', 'problem'],
  replaced: ['call_again', 'problem'],
  other_unsupported: ['call_later', 'outcome'],
  call_failed: ['call_again', 'problem'],
};

export const failureCodes = Object.keys(table) as readonly FailureCode[];

export function failure(code: FailureCode): Failure {
  const [remedy, kind] = table[code];
  return { code, remedy, kind };
}

/** Ends that nobody needs to be told of aren't there. */
const ends: Partial<Record<EndReason, FailureCode>> = {
  offline: 'contact_offline',
  no_answer: 'no_answer',
  declined: 'declined',
  busy: 'busy',
  connection_lost: 'connection_lost',
  media_failed: 'media_failed',
  replaced: 'replaced',
  unsupported_browser: 'other_unsupported',
  error: 'call_failed',
};

/**
 * Why a call has failed; null where it ended as calls do. A call that somebody else didn't get through
 * with is no failure of this side's: a missed call isn't one.
 */
export async function failureOfCall(
  call: Pick<Call, 'reason' | 'direction'>,
): Promise<Failure | null> {
  const { reason, direction } = call;
  if (reason === 'microphone_denied') return failureOfMicrophone();
  const code = reason ? ends[reason] : undefined;
  if (!code) return null;
  const isOutcome = table[code][1] === 'outcome';
  return isOutcome && direction === 'incoming' ? null : failure(code);
}

const linkErrors: Record<string, FailureCode> = {
  unauthorized: 'session_ended',
  forbidden: 'forbidden',
  load_failed: 'load_failed',
  bad_field: 'bad_option',
  unsupported_browser: 'unsupported_browser',
};

/** Why there is no connection to the gateway; null while there is one, or while it is being made. */
export function failureOfLink(snapshot: Pick<Snapshot, 'link' | 'error'>): Failure | null {
  const { link, error } = snapshot;
  const known = error && linkErrors[error.code];
  // It holds with a connection, too: no call is possible.
  if (known === 'unsupported_browser') return failure(known);
  if (link === 'online') return null;
  if (known && known !== 'load_failed') return failure(known);
  if (!navigator.onLine) return failure('offline');
  if (error) return failure(known ?? 'gateway_unreachable');
  return null;
}

const microphoneErrors: Record<string, FailureCode> = {
  NotAllowedError: 'microphone_denied',
  SecurityError: 'microphone_denied',
  NotFoundError: 'microphone_missing',
  OverconstrainedError: 'microphone_missing',
  NotReadableError: 'microphone_busy',
  AbortError: 'microphone_busy',
};

/**
 * Why there is no microphone: by what getUserMedia has said, and where that is unknown by what the
 * browser tells of itself.
 */
export async function failureOfMicrophone(reason?: unknown): Promise<Failure> {
  if (!isSecureContext) return failure('insecure_context');
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  if (!mediaDevices || typeof RTCPeerConnection === 'undefined') {
    return failure('unsupported_browser');
  }
  if (isForbiddenByPolicy()) return failure('microphone_forbidden');
  const known = microphoneErrors[nameOf(reason)];
  if (known) return failure(known);
  if (!(await hasMicrophone(mediaDevices))) return failure('microphone_missing');
  if ((await microphonePermission()) === 'denied') return failure('microphone_denied');
  return failure(reason === undefined ? 'microphone_denied' : 'microphone_failed');
}

/**
 * Whether the page's own `Permissions-Policy`, or the frame around it, takes the microphone away: nothing that the
 * user could allow. Only Chromium tells.
 */
function isForbiddenByPolicy(): boolean {
  const { featurePolicy } = document as Document & {
    featurePolicy?: { allowsFeature(name: string): boolean };
  };
  return featurePolicy?.allowsFeature('microphone') === false;
}

const nameOf = (reason: unknown): string => (reason instanceof Error ? reason.name : '');

async function hasMicrophone(mediaDevices: MediaDevices): Promise<boolean> {
  const all = await mediaDevices.enumerateDevices().catch(() => undefined);
  return all?.some(({ kind }) => kind === 'audioinput') ?? true;
}

/** `unknown`: a browser that doesn't say before it is asked for the microphone itself. */
export async function microphonePermission(): Promise<PermissionState | 'unknown'> {
  try {
    return (await navigator.permissions.query({ name: 'microphone' })).state;
  } catch {
    return 'unknown';
  }
}

/** Whose settings must be described: `ios` are all browsers of an iPhone or iPad. */
export type BrowserFamily = 'chrome' | 'edge' | 'firefox' | 'safari' | 'ios' | 'android' | 'other';

const families: [RegExp, BrowserFamily][] = [
  [/iPhone|iPad|iPod/, 'ios'],
  [/Android/, 'android'],
  [/Edg\//, 'edge'],
  [/Firefox\//, 'firefox'],
  [/Chrome\/|Chromium\//, 'chrome'],
  [/Safari\//, 'safari'],
];

export function browserFamily(userAgent = navigator.userAgent): BrowserFamily {
  return families.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'other';
}
