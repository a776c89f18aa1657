import {
  createContext,
  createElement,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from 'react';
import type { ReactNode } from 'react';
import { createPhone, type Call, type EndReason, type Phone, type PhoneOptions } from 'ringline';

/** What {@link VoiceCallProvider} gives to every phone beneath it. */
export type VoiceCallSettings = Partial<PhoneOptions> & {
  /** Makes the phone; for tests. */
  create?: (options: PhoneOptions) => Phone;
};

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
  initiateCall(toNumber: string, contactId?: string, contactName?: string): Promise<void>;
  endCall(): void;
  toggleMute(): void;
  toggleSpeaker(): void;
  /** Connected to the gateway: calls can be made and received. */
  isInitialized: boolean;
  /** Somebody calls. */
  incomingCall: Call | null;
  acceptCall(): void;
  rejectCall(): void;
  /** The sound is lost and being restored. */
  isReconnecting: boolean;
  /** Why the last call ended, while that is shown. */
  endReason: EndReason | null;
  /** The browser plays no sound before a click. */
  needsGesture: boolean;
}

/** A phone, by whom it is for: components that mean the same person share one connection. */
interface Shared {
  phone: Phone;
  users: number;
  speakerOn: boolean;
}
const phones = new Map<string, Shared>();

/** Nobody uses it for that long: StrictMode's second mount and a page change don't close it. */
const closesAfterMs = 1_000;

function share(key: string, make: () => Phone): Shared {
  let shared = phones.get(key);
  if (!shared) {
    shared = { phone: make(), users: 0, speakerOn: false };
    phones.set(key, shared);
  }
  return shared;
}

function use(key: string, shared: Shared): () => void {
  shared.users += 1;
  // Closed meanwhile, and forgotten.
  phones.set(key, shared);
  shared.phone.connect();
  return () => {
    shared.users -= 1;
    setTimeout(() => closeUnused(key, shared), closesAfterMs);
  };
}

/** A call outlives the components that show it. */
function closeUnused(key: string, shared: Shared): void {
  if (shared.users > 0 || phones.get(key) !== shared) return;
  if (shared.phone.getSnapshot().calls.length > 0) {
    const stop = shared.phone.subscribe(() => {
      if (shared.phone.getSnapshot().calls.length > 0) return;
      stop();
      closeUnused(key, shared);
    });
    return;
  }
  phones.delete(key);
  shared.phone.close();
}

const nothing = (): (() => void) => () => undefined;

/**
 * The calls of one person. With an empty `userId` or `tenantId` it waits: they are still loading.
 * Unmounting doesn't hang up.
 */
export function useVoiceCall(
  userId: string | null | undefined,
  tenantId: string | null | undefined,
  role: Role = 'tenant_member',
  contactId?: string,
): VoiceCall {
  const settings = useContext(Settings);
  const { url = '/', path, namespace } = settings;
  const key =
    userId && tenantId
      ? JSON.stringify([url, path, namespace, userId, tenantId, role, contactId])
      : '';
  const [, redraw] = useState(0);
  const shared =
    key && typeof window !== 'undefined'
      ? share(key, () => {
          const { create = createPhone, ...options } = settings;
          const claims = {
            userId: userId ?? '',
            tenantId: tenantId ?? '',
            role,
            ...(contactId && { contactId }),
          };
          return create({ url, auth: () => Promise.resolve(claims), ...options });
        })
      : undefined;

  useEffect(() => (shared ? use(key, shared) : undefined), [key, shared]);

  const phone = shared?.phone;
  const snapshot = useSyncExternalStore(
    phone?.subscribe ?? nothing,
    () => phone?.getSnapshot() ?? null,
    () => null,
  );

  const calls = snapshot?.calls ?? [];
  const incoming = calls.find(({ state }) => state === 'incoming') ?? null;
  const call =
    calls.find(({ state }) => state !== 'incoming' && state !== 'ended') ??
    incoming ??
    calls.at(-1) ??
    null;

  return {
    callState: call ? viewOf(call) : 'idle',
    duration: call?.durationS ?? 0,
    isMuted: call?.muted ?? false,
    isSpeakerOn: shared?.speakerOn ?? false,
    currentCallSid: call?.logId ?? null,
    currentContactName: call?.peer.name || null,
    currentContactNumber: call?.peer.phoneNumber || null,
    initiateCall: async (phoneNumber, toContact, name) => {
      if (!phone) throw new Error('useVoiceCall: userId and tenantId are still empty');
      await phone.dial({
        phoneNumber,
        ...(toContact && { contactId: toContact }),
        ...(name && { name }),
      });
    },
    endCall: () => {
      if (phone && call && call.state !== 'ended') phone.hangUp(call.id);
    },
    toggleMute: () => {
      if (phone && call && call.state !== 'ended') phone.setMuted(call.id, !call.muted);
    },
    toggleSpeaker: () => {
      if (!shared) return;
      // What a browser can do of it: loud, or as quiet as an earpiece.
      shared.speakerOn = !shared.speakerOn;
      shared.phone.setSpeaker({ volume: shared.speakerOn ? 1 : 0.6 });
      redraw((count) => count + 1);
    },
    isInitialized: snapshot?.link === 'online',
    incomingCall: incoming,
    acceptCall: () => {
      if (phone && incoming) phone.accept(incoming.id);
    },
    rejectCall: () => {
      if (phone && incoming) phone.reject(incoming.id);
    },
    isReconnecting: call?.reconnecting ?? false,
    endReason: call?.reason ?? null,
    needsGesture: snapshot?.needsGesture ?? false,
  };
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
