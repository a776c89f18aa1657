import type { ReactNode } from 'react';
import { preload } from 'react-dom';

import { SessionProvider } from '@/components/session-provider';
import { Outage } from '@/components/shell/outage';
import { Shell } from '@/components/shell/shell';
import { CallCenterProvider } from '@/components/voice/call-center';
import { CallLayer } from '@/components/voice/call-layer';
import { ApiError } from '@/lib/api/client';
import { identity } from '@/lib/identity';
import { requirePerson } from '@/lib/session';
import { settings } from '@/lib/settings';
import { staticFile } from '@/lib/static-files';

export default async function AppLayout({ children }: { children: ReactNode }) {
  let person;
  try {
    person = await requirePerson();
  } catch (reason) {
    // Who is signed in only the gateway can say.
    if (reason instanceof ApiError) return <Outage />;
    throw reason;
  }
  const { apiUrl, voice } = settings();
  // What a page's phone needs first is on its way while the page's code is: the core, and a token.
  const core = staticFile('ringline-core.wasm');
  if (core) preload(core, { as: 'fetch', crossOrigin: 'anonymous', fetchPriority: 'low' });
  return (
    <SessionProvider
      person={person}
      apiUrl={apiUrl}
      voice={voice}
      firstToken={await identity().getToken()}
    >
      <CallCenterProvider>
        <CallLayer />
        <Shell role={person.role}>{children}</Shell>
      </CallCenterProvider>
    </SessionProvider>
  );
}
