'use client';

import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import type { Call } from 'ringline';
import { createTabPhone } from 'ringline/browser';
import {
  usePhone,
  useVoiceCallActions,
  VoiceCallProvider,
  type VoiceCallActions,
} from 'ringline/react';

import { useSession } from '@/components/session-provider';
import { explain, type CallProblem } from './outcome';
import { usePhoneSurroundings } from './use-phone-surroundings';

/** What can be done with calls. It never changes, so that who only acts isn't rendered by a call. */
export interface CallActions extends VoiceCallActions {
  /** Calls somebody; what goes wrong is shown, never thrown. */
  call: (toNumber: string, contactId?: string, contactName?: string) => void;
  dismissNotice: () => void;
}

/** What is said of the last call, until it is dismissed or somebody calls. */
export type CallNotice =
  ({ readonly kind: 'problem' } & CallProblem) | { readonly kind: 'over'; readonly call: Call };

const Actions = createContext<CallActions | null>(null);
const Notice = createContext<CallNotice | null>(null);

export function useCallActions(): CallActions {
  const actions = use(Actions);
  if (!actions) throw new Error('useCallActions: there is no CallCenterProvider above');
  return actions;
}

export const useCallNotice = (): CallNotice | null => use(Notice);

/** The phone of who is signed in, for every page beneath: it outlives them, and all tabs share it. */
export function CallCenterProvider({ children }: { children: ReactNode }) {
  const { person, voice, getToken } = useSession();
  const hasConnected = useRef(false);
  const auth = useCallback(async () => {
    const { userId, tenantId, role, contactId } = person;
    if (voice.auth === 'claims') {
      return { userId, tenantId, role, ...(contactId && { contactId }) };
    }
    // The first connection takes what the page has; later ones are there because that didn't do.
    const token = await getToken({ fresh: hasConnected.current });
    hasConnected.current = true;
    if (!token) throw new Error('nobody is signed in');
    return { token };
  }, [person, voice, getToken]);
  return (
    <VoiceCallProvider
      url={voice.url}
      path={voice.path}
      namespace={voice.namespace}
      auth={auth}
      create={createTabPhone}
    >
      <Center>{children}</Center>
    </VoiceCallProvider>
  );
}

function Center({ children }: { children: ReactNode }) {
  const { userId, tenantId, role, contactId } = useSession().person;
  const phoneActions = useVoiceCallActions(userId, tenantId, role, contactId);
  usePhoneSurroundings();
  const [notice, setNotice] = useState<CallNotice | null>(null);
  useLastCall(setNotice);

  const actions = useMemo((): CallActions => {
    const call: CallActions['call'] = (toNumber, contactId, contactName) => {
      setNotice(null);
      const name = contactName ?? toNumber;
      const again = { number: toNumber, id: contactId ?? '', name };
      if (!window.isSecureContext) {
        return setNotice({ kind: 'problem', problem: 'insecure_context', name, again: null });
      }
      phoneActions
        .initiateCall(toNumber, contactId, contactName)
        .catch(() => setNotice({ kind: 'problem', problem: 'call_failed', name, again }));
    };
    return { ...phoneActions, call, dismissNotice: () => setNotice(null) };
  }, [phoneActions]);
  return (
    <Actions value={actions}>
      <Notice value={notice}>{children}</Notice>
    </Actions>
  );
}

/** Watches calls end, and says how: why, where that needs words, else how long one has talked. */
function useLastCall(tell: (notice: CallNotice | null) => void): void {
  const phone = usePhone();
  useEffect(() => {
    if (!phone) return;
    const over = new Set<string>();
    return phone.subscribe(() => {
      for (const call of phone.getSnapshot().calls) {
        if (call.state !== 'ended') {
          // Another call makes the last one's end old news.
          tell(null);
        } else if (!over.has(call.id)) {
          over.add(call.id);
          void explain(call).then((problem) => {
            if (problem) tell({ kind: 'problem', ...problem });
            else if (call.durationS > 0) tell({ kind: 'over', call });
          });
        }
      }
    });
  }, [phone, tell]);
}
