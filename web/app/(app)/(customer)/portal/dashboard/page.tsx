import { dehydrate, HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';

import { DashboardView } from '@/components/portal/dashboard-view';
import { PageHeader } from '@/components/shell/page-header';
import { LineNotice } from '@/components/voice/line-notice';
import { LineStatus } from '@/components/voice/line-status';
import { ClientMessages } from '@/i18n/client-messages';
import { callsQuery, contactsQuery } from '@/lib/api/queries';
import { serverApi } from '@/lib/api/server';
import { queryClient } from '@/lib/query-client';
import { requirePerson } from '@/lib/session';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('portal'))('title') };
}

export default async function DashboardPage() {
  const t = await getTranslations('portal');
  const person = await requirePerson('portal_customer');
  const queries = queryClient();
  const api = serverApi();
  void queries.prefetchQuery(contactsQuery(api, '', 50));
  void queries.prefetchInfiniteQuery(callsQuery(api, { direction: null, search: '' }));
  return (
    <ClientMessages areas={['portal']}>
      <PageHeader title={t('hello', { name: person.name })} text={t('text')}>
        <LineStatus />
      </PageHeader>
      <LineNotice />
      <HydrationBoundary state={dehydrate(queries)}>
        <DashboardView />
      </HydrationBoundary>
    </ClientMessages>
  );
}
