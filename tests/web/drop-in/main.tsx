import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { VoiceCallProvider } from 'ringline/react';

import { VoiceUiProvider } from '@/components/voice';
import common from '@/messages/en/common.json';
import failures from '@/messages/en/failures.json';
import voice from '@/messages/en/voice.json';

import CallsPage from './calls-page';

const answer = await fetch('/api/dev/token', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ userId: 'user_amina' }),
});
const { token, ...person } = await answer.json();
const getToken = () => Promise.resolve(token as string);

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <VoiceUiProvider
      locale="en"
      messages={{ common, failures, voice }}
      person={person}
      apiUrl={location.origin}
      voice={{ url: '/', path: '/socket.io/', namespace: '/webrtc', auth: 'token' }}
      getToken={getToken}
    >
      <VoiceCallProvider url="/" auth={async () => ({ token: await getToken() })}>
        <CallsPage />
      </VoiceCallProvider>
    </VoiceUiProvider>
  </StrictMode>,
);
