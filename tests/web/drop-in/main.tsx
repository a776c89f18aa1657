import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { VoiceCallProvider } from 'ringline/react';

import { VoiceUiProvider } from '@/components/voice';
import type { Person } from '@/lib/api/client';
import common from '@/messages/en/common.json';
import failures from '@/messages/en/failures.json';
import voice from '@/messages/en/voice.json';

import CallsPage from './calls-page';
import PortalPage from './portal-page';

// Staff send a token; the customer's page believes, as it always has, that it is who it says.
const isPortal = new URLSearchParams(location.search).has('portal');
const answer = await fetch('/api/dev/token', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ userId: isPortal ? 'portal_rahim' : 'user_amina' }),
});
const { token, ...person } = (await answer.json()) as Person & { token: string };
const getToken = () => Promise.resolve(token);

const page = isPortal ? (
  <VoiceCallProvider url="/">
    <PortalPage
      contact={{ id: person.contactId ?? '', name: person.name }}
      tenant={{ id: person.tenantId }}
      adviser={{ id: 'user_amina', name: 'Amina Rahman' }}
    />
  </VoiceCallProvider>
) : (
  <VoiceCallProvider url="/" auth={async () => ({ token: await getToken() })}>
    <CallsPage />
  </VoiceCallProvider>
);

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
      {page}
    </VoiceUiProvider>
  </StrictMode>,
);
