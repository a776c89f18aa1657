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
import { createTabPhone } from 'ringline/browser';
import { usePhone, useVoiceCall, VoiceCallProvider, type VoiceCall } from 'ringline/react';

import { useSession } from '@/components/session-provider';
import { explain, type CallProblem } from './outcome';
import { usePhoneSurroundings } from './use-phone-surroundings';

export interface CallCenter extends VoiceCall {
  /** Calls somebody; what goes wrong is shown, never thrown. */
  call: (toNumber: string, contactId?: string, contactName?: string) => void;
  /** What is to be explained about the last call; null where there is nothing. */
  problem: CallProblem | null;
  dismissProblem: () => void;
}

const Context = createContext<CallCenter | null>(null);

export function useCallCenter(): CallCenter {
  const center = use(Context);
  if (!center) throw new Error('useCallCenter: there is no CallCenterProvider above');
  return center;
}

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
  const voiceCall = useVoiceCall(userId, tenantId, role, contactId);
  usePhoneSurroundings();
  const { problem, setProblem } = useCallProblem();
  const { initiateCall } = voiceCall;

  const call = useCallback<CallCenter['call']>(
    (toNumber, contactId, contactName) => {
      setProblem(null);
      const name = contactName ?? toNumber;
      const again = { number: toNumber, id: contactId ?? '', name };
      if (!window.isSecureContext) {
        return setProblem({ problem: 'insecure_context', name, again: null });
      }
      initiateCall(toNumber, contactId, contactName).catch(() =>
        setProblem({ problem: 'call_failed', name, again }),
      );
    },
    [initiateCall, setProblem],
  );
  const dismissProblem = useCallback(() => setProblem(null), [setProblem]);
  const center = useMemo(
    () => ({ ...voiceCall, call, problem, dismissProblem }),
    [voiceCall, call, problem, dismissProblem],
  );
  return <Context value={center}>{children}</Context>;
}

/** Watches calls end, and says why where that needs words. */
function useCallProblem() {
  const [problem, setProblem] = useState<CallProblem | null>(null);
  const phone = usePhone();
  useEffect(() => {
    if (!phone) return;
    const over = new Set<string>();
    return phone.subscribe(() => {
      for (const call of phone.getSnapshot().calls) {
        if (call.state !== 'ended') {
          // Another call makes the last one's end old news.
          setProblem(null);
        } else if (!over.has(call.id)) {
          over.add(call.id);
          void explain(call).then(setProblem);
        }
      }
    });
  }, [phone]);
  return { problem, setProblem };
}
