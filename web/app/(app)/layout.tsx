import type { ReactNode } from 'react';

import { SessionProvider } from '@/components/session-provider';
import { Shell } from '@/components/shell/shell';
import { CallCenterProvider } from '@/components/voice/call-center';
import { CallLayer } from '@/components/voice/call-layer';
import { requirePerson } from '@/lib/session';
import { settings } from '@/lib/settings';

export default async function AppLayout({ children }: { children: ReactNode }) {
  const person = await requirePerson();
  const { apiUrl, voice } = settings();
  return (
    <SessionProvider person={person} apiUrl={apiUrl} voice={voice}>
      <CallCenterProvider>
        <Shell role={person.role}>{children}</Shell>
        <CallLayer />
      </CallCenterProvider>
    </SessionProvider>
  );
}
