import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';

import { CallsView } from '@/components/calls/calls-view';
import { PageHeader } from '@/components/shell/page-header';
import { LineNotice } from '@/components/voice/line-notice';
import { LineStatus } from '@/components/voice/line-status';
import { ClientMessages } from '@/i18n/client-messages';
import { callsQuery, contactsQuery } from '@/lib/api/queries';
import { serverApi } from '@/lib/api/server';
import { queryClient } from '@/lib/query-client';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('calls'))('title') };
}

export default async function CallsPage() {
  const t = await getTranslations('calls');
  const queries = queryClient();
  const api = serverApi();
  // Begun here, not waited for: they follow the page.
  void queries.prefetchQuery(contactsQuery(api, ''));
  void queries.prefetchInfiniteQuery(callsQuery(api, { direction: null, search: '' }));
  return (
    <ClientMessages areas={['calls']}>
      <PageHeader title={t('title')}>
        <LineStatus />
      </PageHeader>
      <LineNotice />
      <HydrationBoundary state={dehydrate(queries)}>
        <CallsView />
      </HydrationBoundary>
    </ClientMessages>
  );
}
