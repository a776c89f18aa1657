import {
  createContext,
  createElement,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';
import type { ReactNode } from 'react';
import type {
  Call,
  EndReason,
  MicrophoneStatus,
  Phone,
  PhoneOptions,
  PlaybackStatus,
  Snapshot,
  Warning,
} from 'ringline';
import {
  keep,
  lookAt,
  phoneInUse,
  setSpeakerOn,
  sharedBy,
  sharedOf,
  watch,
  watchUsage,
  type Look,
  type Shared,
  type VoiceCallSettings,
} from './shared-phone.js';
import { emptySnapshot } from './snapshot.js';

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
const emptyLook: Look = { snapshot: emptySnapshot, isSpeakerOn: false, reachable: nobody };

/** The call that rings here. */
export const incomingOf = (calls: readonly Call[]): Call | undefined =>
  calls.find(({ state }) => state === 'incoming');

/** The call that is shown: the one that goes on, else the one that rings, else what has just ended. */
export const currentOf = (calls: readonly Call[]): Call | undefined =>
  calls.find(({ state }) => state !== 'incoming' && state !== 'ended') ??
  incomingOf(calls) ??
  calls.at(-1);

/** The call that may be held: a conversation, or one that has just been answered. */
const heldOf = (calls: readonly Call[]): Call | undefined =>
  calls.find(({ state }) => ['connecting', 'active', 'reconnecting'].includes(state));

/** What can be done with the calls of a person. */
export type VoiceCallActions = Pick<
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
 * The same functions for as long as the person is the same. They look at the phone and its calls when
 * they are called: a second click on a button that is about to go away does nothing.
 */
function actionsOf(key: string): VoiceCallActions {
  const withCall = (find: typeof currentOf, act: (phone: Phone, call: Call) => void): void => {
    const phone = sharedOf(key)?.phone;
    const call = phone && find(phone.getSnapshot().calls);
    if (call && call.state !== 'ended') act(phone, call);
  };
  return {
    initiateCall: async (phoneNumber, contactId, name) => {
      if (!key) throw new Error('useVoiceCall: userId and tenantId are still empty');
      const shared = sharedOf(key);
      if (!shared) throw new Error('useVoiceCall: the component isn’t mounted');
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
      const shared = sharedOf(key);
      // Without devices to choose from there is nothing to do.
      if (shared) void setSpeakerOn(shared, !shared.look.isSpeakerOn).catch(() => undefined);
    },
    acceptCall: () => withCall(incomingOf, (phone, { id }) => phone.accept(id)),
    rejectCall: () => withCall(incomingOf, (phone, { id }) => phone.reject(id)),
  };
}

type Who = readonly [
  userId: string | null | undefined,
  tenantId: string | null | undefined,
  role: Role,
  contactId: string | undefined,
];

/** The person's key, and what keeps his phone and hears of it: the same until the person changes. */
function useShared([userId, tenantId, role, contactId]: Who): {
  key: string;
  subscribe: (watcher: () => void) => () => void;
} {
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
  const auth: PhoneOptions['auth'] = settings.auth ?? (() => Promise.resolve(claims));
  const given = useRef({ settings, auth });
  useEffect(() => {
    given.current = { settings, auth };
    const shared = sharedOf(key);
    if (shared) shared.auth = auth;
  });
  // Subscribing is what makes the phone: it happens once the page is there, and never on a server.
  const subscribe = useCallback(
    (watcher: () => void) => {
      if (!key) return () => undefined;
      const release = keep(key, given.current.settings, given.current.auth);
      const stop = watch(sharedOf(key) as Shared, watcher);
      return () => {
        stop();
        release();
      };
    },
    [key],
  );
  return { key, subscribe };
}

const lookOf = (key: string): Look => {
  const shared = sharedOf(key);
  return shared ? lookAt(shared) : emptyLook;
};

/**
 * The calls of one person. With an empty `userId` or `tenantId` it waits: they are still loading.
 * Unmounting doesn't hang up. The functions keep their identity for as long as the person does.
 *
 * The component renders at each change, in a call once a second. Where that is too often,
 * {@link useVoiceCallActions} above and {@link usePhoneState} where something is shown.
 */
export function useVoiceCall(
  userId: string | null | undefined,
  tenantId: string | null | undefined,
  role: Role = 'tenant_member',
  contactId?: string,
): VoiceCall {
  const { key, subscribe } = useShared([userId, tenantId, role, contactId]);
  const look = useSyncExternalStore(
    subscribe,
    () => lookOf(key),
    () => emptyLook,
  );
  const actions = useMemo(() => actionsOf(key), [key]);
  return useMemo(() => ({ ...actions, ...stateOf(look) }), [actions, look]);
}

/**
 * Keeps the phone of one person as {@link useVoiceCall} does, and gives what can be done with his calls,
 * but never renders again: for a component high above those that show something.
 */
export function useVoiceCallActions(
  userId: string | null | undefined,
  tenantId: string | null | undefined,
  role: Role = 'tenant_member',
  contactId?: string,
): VoiceCallActions {
  const { key, subscribe } = useShared([userId, tenantId, role, contactId]);
  useSyncExternalStore(
    subscribe,
    () => null,
    () => null,
  );
  return useMemo(() => actionsOf(key), [key]);
}

function stateOf(look: Look): Omit<VoiceCall, keyof VoiceCallActions> {
  const { calls, link, needsGesture } = look.snapshot;
  const call = currentOf(calls);
  return {
    callState: call ? viewOf(call) : 'idle',
    duration: call?.durationS ?? 0,
    isMuted: call?.muted ?? false,
    isSpeakerOn: look.isSpeakerOn,
    currentCallSid: call?.logId ?? null,
    currentContactName: call?.peer.name || null,
    currentContactNumber: call?.peer.phoneNumber || null,
    isInitialized: link === 'online',
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
    needsGesture,
    reachable: look.reachable,
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

const never = () => () => undefined;

/**
 * What `select` takes from the snapshot of that phone; renders when it has changed, by `Object.is`. So it
 * should take a word, a number or a part of the snapshot, and no object of its own. Before there is a
 * phone, on the server and while its page is taken over, the snapshot is an empty one.
 */
export function usePhoneState<Value>(select: (snapshot: Snapshot) => Value): Value {
  const phone = usePhone();
  return useSyncExternalStore(
    phone?.subscribe ?? never,
    () => select(phone?.getSnapshot() ?? emptySnapshot),
    () => select(emptySnapshot),
  );
}

/** The ids of the contacts whom a call would ring, of that phone; see {@link VoiceCall.reachable}. */
export function useReachable(): ReadonlySet<string> {
  const phone = usePhone();
  const subscribe = useCallback(
    (watcher: () => void) => phone?.on('presence', watcher) ?? (() => undefined),
    [phone],
  );
  return useSyncExternalStore(
    subscribe,
    () => phone?.getReachable() ?? nobody,
    () => nobody,
  );
}

/** Whether the loudspeaker is on, of that phone; see {@link VoiceCall.isSpeakerOn}. */
export function useSpeakerOn(): boolean {
  const phone = usePhone();
  const subscribe = useCallback(
    (watcher: () => void) => {
      const shared = sharedBy(phone);
      return shared ? watch(shared, watcher) : () => undefined;
    },
    [phone],
  );
  return useSyncExternalStore(
    subscribe,
    () => sharedBy(phone)?.look.isSpeakerOn ?? false,
    () => false,
  );
}

/** The six states that the hook has always had. */
export function viewOf(call: Call): VoiceCall['callState'] {
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
