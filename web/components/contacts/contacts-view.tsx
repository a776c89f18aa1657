'use client';

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { CloudOff, Search, Upload, UserRoundPlus, UserRoundSearch, Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';

import { useSession } from '@/components/session-provider';
import { PageHeader } from '@/components/shell/page-header';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Input } from '@/components/ui/input';
import { EndOfList } from '@/components/voice/end-of-list';
import { useDebounced } from '@/hooks/use-debounced';
import { useHydrated } from '@/hooks/use-hydrated';
import type { Contact } from '@/lib/api/client';
import { contactListQuery } from '@/lib/contacts/queries';
import { ContactDialog } from './contact-dialog';
import { ContactsTable, ContactsTableSkeleton } from './contacts-table';
import { ExportContacts } from './export-contacts';
import { ImportDialog } from './import-dialog';

/** The contacts of the tenant: found, called, written, imported and exported. */
export function ContactsView() {
  const t = useTranslations('contacts');
  const tCommon = useTranslations('common');
  const { api } = useSession();
  const [text, setText] = useState('');
  const [edited, setEdited] = useState<Contact | 'new' | null>(null);
  const [isImporting, setIsImporting] = useState(false);
  const search = useDebounced(text.trim());
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
        <div className="relative border-b p-3.5">
          <Search
            aria-hidden
            className="text-muted-foreground pointer-events-none absolute top-1/2 left-6.5 size-4 -translate-y-1/2"
          />
          <Input
            type="search"
            aria-label={t('search')}
            placeholder={t('search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="pl-9"
          />
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
            <EmptyState
              tone="bad"
              icon={CloudOff}
              title={t('failed.title')}
              action={
                <Button size="sm" variant="outline" onClick={() => void query.refetch()}>
                  {tCommon('tryAgain')}
                </Button>
              }
            >
              {t('failed.text')}
            </EmptyState>
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
      <ContactDialog contact={edited} onClose={() => setEdited(null)} />
      <ImportDialog isOpen={isImporting} onClose={() => setIsImporting(false)} />
    </>
  );
}
