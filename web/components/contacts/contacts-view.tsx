'use client';

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Upload, UserRoundPlus, UserRoundSearch, Users } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';

import { useSession } from '@/components/session-provider';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { QueryFailed } from '@/components/ui/query-failed';
import { SearchField } from '@/components/ui/search-field';
import { EndOfList } from '@/components/voice/end-of-list';
import { useHydrated } from '@/hooks/use-hydrated';
import type { Contact } from '@/lib/api/client';
import { contactListQuery } from '@/lib/contacts/queries';
import { ContactsTable, ContactsTableSkeleton } from './contacts-table';
import { ExportContacts } from './export-contacts';

// What checks the fields, and what reads files, are larger than the page; nobody waits for them before.
// Without `ssr: false` the page would be hidden while a dialog is loaded, and lose the keyboard's focus.
const ContactDialog = dynamic(() => import('./contact-dialog').then((it) => it.ContactDialog), {
  ssr: false,
});
const ImportDialog = dynamic(() => import('./import-dialog').then((it) => it.ImportDialog), {
  ssr: false,
});

/** The contacts of the tenant: found, called, written, imported and exported. */
export function ContactsView() {
  const t = useTranslations('contacts');
  const { api } = useSession();
  const [search, setSearch] = useState('');
  const [edited, setEdited] = useState<Contact | 'new' | null>(null);
  const [isImporting, setIsImporting] = useState(false);
  const isHydrated = useHydrated();
  const query = useInfiniteQuery({
    ...contactListQuery(api, search),
    placeholderData: keepPreviousData,
  });
  const contacts = useMemo(() => query.data?.pages.flatMap(({ items }) => items), [query.data]);

  const create = (
    <Button onClick={() => setEdited('new')}>
      <UserRoundPlus aria-hidden /> {t('new')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} text={t('text')}>
        <Button variant="outline" onClick={() => setIsImporting(true)}>
          <Upload aria-hidden /> {t('import.open')}
        </Button>
        <ExportContacts search={search} disabled={!contacts?.length} />
        {create}
      </PageHeader>
      <Card aria-label={t('title')} className="overflow-hidden">
        <div className="border-b p-3.5">
          <SearchField label={t('search')} onSearch={setSearch} />
        </div>
        <p role="status" className="sr-only">
          {contacts && !query.isPlaceholderData && search
            ? t('found', { count: contacts.length })
            : ''}
        </p>
        <div aria-busy={!contacts || query.isPlaceholderData}>
          {!isHydrated || (!contacts && query.isPending) ? (
            <ContactsTableSkeleton />
          ) : !contacts ? (
            <QueryFailed
              title={t('failed.title')}
              text={t('failed.text')}
              onRetry={() => void query.refetch()}
            />
          ) : contacts.length === 0 ? (
            search ? (
              <EmptyState icon={UserRoundSearch} title={t('nobody.title', { search })}>
                {t('nobody.text')}
              </EmptyState>
            ) : (
              <EmptyState icon={Users} title={t('none.title')} action={create}>
                {t('none.text')}
              </EmptyState>
            )
          ) : (
            <>
              <ContactsTable contacts={contacts} onEdit={setEdited} />
              <EndOfList
                hasMore={query.hasNextPage}
                isFetching={query.isFetchingNextPage}
                isFailed={query.isFetchNextPageError}
                onMore={() => void query.fetchNextPage()}
              />
            </>
          )}
        </div>
      </Card>
      {edited && <ContactDialog contact={edited} onClose={() => setEdited(null)} />}
      {isImporting && <ImportDialog onClose={() => setIsImporting(false)} />}
    </>
  );
}
