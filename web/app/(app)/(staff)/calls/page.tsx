import { getTranslations } from 'next-intl/server';

import { PageHeader } from '@/components/shell/page-header';

export default async function CallsPage() {
  const t = await getTranslations('calls');
  return <PageHeader title={t('title')} />;
}
