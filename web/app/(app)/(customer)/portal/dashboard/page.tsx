import { getTranslations } from 'next-intl/server';

import { PageHeader } from '@/components/shell/page-header';

export default async function DashboardPage() {
  const t = await getTranslations('portal');
  return <PageHeader title={t('title')} />;
}
