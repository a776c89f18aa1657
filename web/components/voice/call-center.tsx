'use client';

import { useQueryClient } from '@tanstack/react-query';
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
import { usePhone, useVoiceCall, VoiceCallProvider, type VoiceCall } from 'ringline/react';

import { useSession } from '@/components/session-provider';
import { keys } from '@/lib/api/queries';
import { problemOf, type CallProblem, type MicrophoneState } from './outcome';

export interface CallCenter extends VoiceCall {
  /** Calls somebody; what goes wrong is shown, never thrown. */
  call(toNumber: string, contactId?: string, contactName?: string): void;
  /** What is to be explained about the last call; null where there is nothing. */
  problem: CallProblem | null;
  dismissProblem(): void;
}

const Context = createContext<CallCenter | null>(null);

export function useCallCenter(): CallCenter {
  const center = use(Context);
  if (!center) throw new Error('useCallCenter: there is no CallCenterProvider above');
  return center;
}

/** The phone of who is signed in, for every page beneath: it outlives them. */
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
  const [problem, setProblem] = useState<CallProblem | null>(null);
  const phone = usePhone();
  const queries = useQueryClient();
  const { initiateCall } = voiceCall;

  // What the browser said of the microphone, and calls that have just ended.
  useEffect(() => {
    if (!phone) return;
    let microphone: MicrophoneState = 'ready';
    const over = new Set<string>();
    const look = () => {
      for (const call of phone.getSnapshot().calls) {
        if (call.state !== 'ended') {
          // Another call makes the last one's end old news.
          if (!over.has(call.id)) setProblem(null);
          continue;
        }
        if (over.has(call.id)) continue;
        over.add(call.id);
        setProblem(explain(call, microphone));
        void queries.invalidateQueries({ queryKey: keys.calls });
      }
    };
    const stops = [
      phone.subscribe(look),
      phone.on('trace', ({ input }) => {
        if (input.type === 'microphone') microphone = input.state;
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [phone, queries]);

  const call = useCallback<CallCenter['call']>(
    (toNumber, contactId, contactName) => {
      setProblem(null);
      const name = contactName ?? toNumber;
      if (!window.isSecureContext) return setProblem({ problem: 'insecure', name, again: null });
      initiateCall(toNumber, contactId, contactName).catch(() =>
        setProblem({
          problem: 'failed',
          name,
          again: { number: toNumber, id: contactId ?? '', name },
        }),
      );
    },
    [initiateCall],
  );
  const dismissProblem = useCallback(() => setProblem(null), []);
  const center = useMemo(
    () => ({ ...voiceCall, call, problem, dismissProblem }),
    [voiceCall, call, problem, dismissProblem],
  );
  return <Context value={center}>{children}</Context>;
}

function explain(call: Call, microphone: MicrophoneState): CallProblem | null {
  const problem = problemOf(call, microphone, window.isSecureContext);
  if (!problem) return null;
  const { contactId: id, name, phoneNumber: number } = call.peer;
  return {
    problem,
    name: name || number,
    again: id || number ? { number, id, name: name || number } : null,
  };
}
