// The customer's page as the existing app has it: it calls its hook with the contact's id in both places,
// and says of itself what that makes.
import { ActiveCall, IncomingCall, useVoiceCall } from '@/components/voice';

interface PortalPageProps {
  contact: { id: string; name: string };
  tenant: { id: string };
  adviser: { id: string; name: string };
}

export default function PortalPage({ contact, tenant, adviser }: PortalPageProps) {
  const {
    callState,
    duration,
    isMuted,
    isSpeakerOn,
    currentContactName,
    currentContactNumber,
    initiateCall,
    endCall,
    toggleMute,
    toggleSpeaker,
    isInitialized,
    incomingCall,
    acceptCall,
    rejectCall,
  } = useVoiceCall(contact.id, tenant.id, 'portal_customer', contact.id);

  return (
    <main>
      <h1>Welcome, {contact.name}</h1>
      <output id="ready">{String(isInitialized)}</output>
      {callState === 'idle' ? (
        <button
          type="button"
          disabled={!isInitialized}
          onClick={() => void initiateCall('', adviser.id, adviser.name)}
        >
          Call {adviser.name}
        </button>
      ) : (
        <ActiveCall
          callState={callState}
          duration={duration}
          contactName={currentContactName}
          contactNumber={currentContactNumber}
          isMuted={isMuted}
          isSpeakerOn={isSpeakerOn}
          onEndCall={endCall}
          onToggleMute={toggleMute}
          onToggleSpeaker={toggleSpeaker}
        />
      )}
      {incomingCall && (
        <IncomingCall
          callerName={incomingCall.peer.name}
          contactPhone={incomingCall.peer.phoneNumber}
          onAccept={acceptCall}
          onReject={rejectCall}
        />
      )}
    </main>
  );
}
