import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';

import { AnalyticsView } from '@/components/analytics/analytics-view';
import { PageHeader } from '@/components/shell/page-header';
import { ClientMessages } from '@/i18n/client-messages';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('analytics'))('title') };
}

export default async function AnalyticsPage() {
  const t = await getTranslations('analytics');
  return (
    <ClientMessages areas={['analytics']}>
      <PageHeader title={t('title')} text={t('text')} />
      <AnalyticsView />
    </ClientMessages>
  );
}
