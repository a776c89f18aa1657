// The hook in an application of its own: StrictMode mounts everything twice, and the button takes
// the component away in the middle of a call.
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useVoiceCall, VoiceCallProvider } from 'ringline/react';

window.mounts = 0;

function Softphone() {
  const call = useVoiceCall('portal_rahim', 'tenant_harbor', 'portal_customer', 'contact_rahim');
  useEffect(() => {
    ++window.mounts;
  }, []);
  return (
    <section>
      <output id="state">{call.callState}</output>
      <output id="ready">{String(call.isInitialized)}</output>
      <output id="caller">{call.incomingCall?.peer.name ?? ''}</output>
      <output id="seconds">{call.duration}</output>
      <output id="reason">{call.endReason ?? ''}</output>
      <button id="accept" onClick={call.acceptCall}>
        Accept
      </button>
    </section>
  );
}

function App() {
  const [shown, setShown] = useState(true);
  return (
    <VoiceCallProvider
      url="/"
      audioConstraints={{
        echoCancellation: false,
        noiseSuppression: false,
        autoGainControl: false,
      }}
    >
      <button id="toggle" onClick={() => setShown(!shown)}>
        Show or hide
      </button>
      {shown && <Softphone />}
    </VoiceCallProvider>
  );
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
