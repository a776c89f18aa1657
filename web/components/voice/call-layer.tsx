'use client';

import { usePathname } from 'next/navigation';

import { ActiveCallWidget } from './active-call-widget';
import { useCallCenter } from './call-center';
import { CallProblemNotice } from './call-problem';
import { IncomingCall } from './incoming-call';

/** The page on which the call has a place of its own. */
const callsPage = '/calls';

/** What calls put over every page: who calls, the call that goes on, and what went wrong. */
export function CallLayer() {
  const pathname = usePathname();
  const { incomingCall, acceptCall, rejectCall, callState, problem } = useCallCenter();
  const isLive = callState !== 'idle' && !incomingCall;
  const isElsewhere = pathname !== callsPage;
  return (
    <>
      {incomingCall && (
        <IncomingCall
          key={incomingCall.id}
          callerName={incomingCall.peer.name || null}
          contactPhone={incomingCall.peer.phoneNumber || null}
          onAccept={acceptCall}
          onReject={rejectCall}
        />
      )}
      {isElsewhere && isLive && <ActiveCallWidget />}
      {isElsewhere && problem && !isLive && (
        <CallProblemNotice className="shadow-float fixed inset-x-4 bottom-20 z-40 sm:left-auto sm:w-100 md:right-6 md:bottom-6" />
      )}
    </>
  );
}
