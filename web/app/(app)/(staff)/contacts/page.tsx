import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';

import { ContactsView } from '@/components/contacts/contacts-view';
import { LineNotice } from '@/components/voice/line-notice';
import { ClientMessages } from '@/i18n/client-messages';
import { serverApi } from '@/lib/api/server';
import { contactListQuery } from '@/lib/contacts/queries';
import { queryClient } from '@/lib/query-client';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('contacts'))('title') };
}

export default function ContactsPage() {
  const queries = queryClient();
  // Begun here, not waited for: it follows the page.
  queries.infiniteQuery(contactListQuery(serverApi(), '')).catch(() => undefined);
  return (
    <ClientMessages areas={['contacts']}>
      <LineNotice />
      <HydrationBoundary state={dehydrate(queries)}>
        <ContactsView />
      </HydrationBoundary>
    </ClientMessages>
  );
}
