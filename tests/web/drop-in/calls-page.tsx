// A page as the existing app has it: the names that it takes from the hook and the props that it passes
// are its own, and none of them was changed.
import {
  ActiveCall,
  CallHistory,
  Dialer,
  IncomingCall,
  useUserData,
  useVoiceCall,
} from '@/components/voice';

export default function CallsPage() {
  const { userData, loading, error } = useUserData();
  const {
    callState,
    duration,
    isMuted,
    isSpeakerOn,
    currentCallSid,
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
  } = useVoiceCall(userData?.id || '', userData?.tenantId || '');

  const handleCall = async (toNumber: string, contactId?: string, contactName?: string) => {
    await initiateCall(toNumber, contactId, contactName);
  };

  if (loading) return <p>Loading...</p>;
  if (error) return <p>{error.message}</p>;
  return (
    <main>
      <h1>Calls of {userData?.name}</h1>
      <p>{userData?.email}</p>
      <output id="ready">{String(isInitialized)}</output>
      <output id="sid">{currentCallSid ?? ''}</output>
      {callState === 'idle' ? (
        <Dialer onCall={handleCall} disabled={!isInitialized} />
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
      <CallHistory onCallBack={handleCall} limit={20} />
    </main>
  );
}
