import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';

import { SettingsView } from '@/components/settings/settings-view';
import { PageHeader } from '@/components/shell/page-header';
import { LineNotice } from '@/components/voice/line-notice';
import { ClientMessages } from '@/i18n/client-messages';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('title') };
}

export default async function SettingsPage() {
  const t = await getTranslations('settings');
  return (
    <ClientMessages areas={['settings']}>
      <PageHeader title={t('title')} text={t('text')} />
      <LineNotice />
      <SettingsView />
    </ClientMessages>
  );
}
