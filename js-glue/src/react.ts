import {
  createContext,
  createElement,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useSyncExternalStore,
} from 'react';
import type { ReactNode } from 'react';
import type { Call, EndReason, MicrophoneStatus, Phone, PlaybackStatus, Warning } from 'ringline';
import {
  lookAt,
  phoneInUse,
  setSpeakerOn,
  share,
  use,
  watch,
  watchUsage,
  type Shared,
  type VoiceCallSettings,
} from './shared-phone.js';

export type { VoiceCallSettings } from './shared-phone.js';

const Settings = createContext<VoiceCallSettings>({});

/** Where the gateway is, and how to sign in to it: `<VoiceCallProvider url="https://…" auth={…}>`. */
export function VoiceCallProvider({
  children,
  ...settings
}: VoiceCallSettings & { children?: ReactNode }): ReactNode {
  return createElement(Settings.Provider, { value: settings }, children);
}

export type Role = 'tenant_member' | 'portal_customer';

export interface VoiceCall {
  callState: 'idle' | 'connecting' | 'ringing' | 'active' | 'disconnected' | 'error';
  /** Whole seconds. */
  duration: number;
  isMuted: boolean;
  isSpeakerOn: boolean;
  /** The call log row of the call. */
  currentCallSid: string | null;
  currentContactName: string | null;
  currentContactNumber: string | null;
  initiateCall: (toNumber: string, contactId?: string, contactName?: string) => Promise<void>;
  endCall: () => void;
  toggleMute: () => void;
  toggleSpeaker: () => void;
  /** Connected to the gateway: calls can be made and received. */
  isInitialized: boolean;
  /** Somebody calls. */
  incomingCall: Call | null;
  acceptCall: () => void;
  rejectCall: () => void;
  /** The sound is lost and being restored. */
  isReconnecting: boolean;
  /** The page was loaded again in the call, and goes on with it; there is no sound yet. */
  isResuming: boolean;
  /** This side holds the call: neither hears the other. */
  isHeld: boolean;
  toggleHold: () => void;
  /** What the other side says of itself, where its phone is Ringline's. */
  isOtherMuted: boolean;
  isOtherHeld: boolean;
  /** Whether the other side can hear this one, and this one the other. */
  microphone: MicrophoneStatus;
  microphoneError: Call['microphoneError'];
  playback: PlaybackStatus;
  /** Why the other side can't be heard, where its phone says so. */
  otherMicrophone: Call['otherMicrophone'];
  /** What the user should be told now; null where there is nothing. */
  warning: Warning | null;
  /** Why the last call ended, while that is shown. */
  endReason: EndReason | null;
  /** The browser plays no sound before a click. */
  needsGesture: boolean;
  /** Staff: the ids of the contacts whom a call would ring. The same set until something changes. */
  reachable: ReadonlySet<string>;
}

const nobody: ReadonlySet<string> = new Set();

const incomingOf = (calls: readonly Call[]): Call | undefined =>
  calls.find(({ state }) => state === 'incoming');

/** The call that is shown: the one that goes on, else the one that rings, else what has just ended. */
const currentOf = (calls: readonly Call[]): Call | undefined =>
  calls.find(({ state }) => state !== 'incoming' && state !== 'ended') ??
  incomingOf(calls) ??
  calls.at(-1);

/** The call that may be held: a conversation, or one that has just been answered. */
const heldOf = (calls: readonly Call[]): Call | undefined =>
  calls.find(({ state }) => ['connecting', 'active', 'reconnecting'].includes(state));

type Actions = Pick<
  VoiceCall,
  | 'initiateCall'
  | 'endCall'
  | 'toggleMute'
  | 'toggleHold'
  | 'toggleSpeaker'
  | 'acceptCall'
  | 'rejectCall'
>;

/**
 * The same functions for as long as the phone is the same. They look at the calls when they are
 * called: a second click on a button that is about to go away does nothing.
 */
function actionsOf(shared: Shared | undefined): Actions {
  const withCall = (find: typeof currentOf, act: (phone: Phone, call: Call) => void): void => {
    const call = shared && find(shared.phone.getSnapshot().calls);
    if (call && call.state !== 'ended') act(shared.phone, call);
  };
  return {
    initiateCall: async (phoneNumber, contactId, name) => {
      if (!shared) throw new Error('useVoiceCall: userId and tenantId are still empty');
      await shared.phone.dial({
        phoneNumber,
        ...(contactId && { contactId }),
        ...(name && { name }),
      });
    },
    endCall: () => withCall(currentOf, (phone, { id }) => phone.hangUp(id)),
    toggleMute: () => withCall(currentOf, (phone, { id, muted }) => phone.setMuted(id, !muted)),
    toggleHold: () => withCall(heldOf, (phone, { id, held }) => phone.setHold(id, !held)),
    toggleSpeaker: () => {
      // Without devices to choose from there is nothing to do.
      if (shared) void setSpeakerOn(shared, !shared.look.isSpeakerOn).catch(() => undefined);
    },
    acceptCall: () => withCall(incomingOf, (phone, { id }) => phone.accept(id)),
    rejectCall: () => withCall(incomingOf, (phone, { id }) => phone.reject(id)),
  };
}

/**
 * The calls of one person. With an empty `userId` or `tenantId` it waits: they are still loading.
 * Unmounting doesn't hang up. The functions keep their identity for as long as the person does.
 */
export function useVoiceCall(
  userId: string | null | undefined,
  tenantId: string | null | undefined,
  role: Role = 'tenant_member',
  contactId?: string,
): VoiceCall {
  const settings = useContext(Settings);
  const { url, path, namespace } = settings;
  const key =
    userId && tenantId
      ? JSON.stringify([url, path, namespace, userId, tenantId, role, contactId])
      : '';
  const claims = {
    userId: userId ?? '',
    tenantId: tenantId ?? '',
    role,
    ...(contactId && { contactId }),
  };
  const auth = settings.auth ?? (() => Promise.resolve(claims));
  const shared = key && typeof window !== 'undefined' ? share(key, auth, settings) : undefined;

  useEffect(() => (shared ? use(key, shared) : undefined), [key, shared]);
  useEffect(() => {
    if (shared) shared.auth = auth;
  });
  const subscribe = useCallback((watcher: () => void) => watch(shared, watcher), [shared]);
  const look = useSyncExternalStore(
    subscribe,
    () => (shared ? lookAt(shared) : null),
    () => null,
  );
  const actions = useMemo(() => actionsOf(shared), [shared]);

  const calls = look?.snapshot.calls ?? [];
  const call = currentOf(calls);
  return {
    ...actions,
    callState: call ? viewOf(call) : 'idle',
    duration: call?.durationS ?? 0,
    isMuted: call?.muted ?? false,
    isSpeakerOn: look?.isSpeakerOn ?? false,
    currentCallSid: call?.logId ?? null,
    currentContactName: call?.peer.name || null,
    currentContactNumber: call?.peer.phoneNumber || null,
    isInitialized: look?.snapshot.link === 'online',
    incomingCall: incomingOf(calls) ?? null,
    isReconnecting: call?.reconnecting ?? false,
    isResuming: call?.resuming ?? false,
    isHeld: call?.held ?? false,
    isOtherMuted: call?.otherMuted ?? false,
    isOtherHeld: call?.otherHeld ?? false,
    microphone: call?.microphone ?? 'absent',
    microphoneError: call?.microphoneError ?? null,
    playback: call?.playback ?? 'off',
    otherMicrophone: call?.otherMicrophone ?? null,
    warning: call?.warnings[0] ?? null,
    endReason: call?.reason ?? null,
    needsGesture: look?.snapshot.needsGesture ?? false,
    reachable: look?.reachable ?? nobody,
  };
}

/**
 * The phone that {@link useVoiceCall} uses on this page, for what the hook doesn't offer: devices,
 * digits, meters, events. null where no component uses one. Where several do for different people it
 * is the one that came last.
 */
export function usePhone(): Phone | null {
  return useSyncExternalStore(watchUsage, phoneInUse, () => null);
}

/** The six states that the hook has always had. */
function viewOf(call: Call): VoiceCall['callState'] {
  switch (call.state) {
    case 'dialing':
    case 'connecting':
      return 'connecting';
    case 'ringing':
    case 'incoming':
      return 'ringing';
    case 'active':
    case 'reconnecting':
      return 'active';
    case 'ended':
      // Where nobody chose the end, something failed.
      return call.endedBy === 'local' || call.endedBy === 'remote' ? 'disconnected' : 'error';
  }
}
