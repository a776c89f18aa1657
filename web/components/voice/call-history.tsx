'use client';

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Phone, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import dynamic from 'next/dynamic';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { useSession } from '@/components/session-provider';
import { Card, CardHeader, CardTitle } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { QueryFailed } from '@/components/ui/query-failed';
import { SearchField } from '@/components/ui/search-field';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import { useFreshCalls } from '@/hooks/use-fresh-calls';
import { useHydrated } from '@/hooks/use-hydrated';
import type { Role } from '@/lib/api/client';
import { callsQuery, type CallFilters } from '@/lib/api/queries';
import { incomingDirectionOf, outgoingOf, wasMissed } from './call-words';
import { HistoryRows } from './history-rows';
import { EndOfList } from './end-of-list';
import { ExportCalls } from './export-calls';

// Without `ssr: false` the list would be hidden while it is loaded, and lose the keyboard's focus.
const CallDetailsSheet = dynamic(
  () => import('./call-details-sheet').then((it) => it.CallDetailsSheet),
  { ssr: false },
);

export interface CallHistoryProps {
  onCallBack?: (toNumber: string, contactId?: string, contactName?: string) => void;
  /** Only so many of the newest, without search and filters. */
  limit?: number;
}

type Way = 'all' | 'outgoing' | 'incoming' | 'missed';
const ways: readonly Way[] = ['all', 'outgoing', 'incoming', 'missed'];

/** A missed call is one that came in and to nothing. */
const filtersOf = (way: Way, search: string, role: Role): CallFilters => ({
  direction:
    way === 'all' ? null : way === 'outgoing' ? outgoingOf(role) : incomingDirectionOf(role),
  search,
  ...(way === 'missed' && { failed: true }),
});

/** The same function always; it does what was given last. */
function useLatest<Given extends unknown[]>(
  latest: ((...given: Given) => void) | undefined,
): (...given: Given) => void {
  const kept = useRef(latest);
  useEffect(() => {
    kept.current = latest;
  });
  return useCallback((...given: Given) => kept.current?.(...given), []);
}

/** The calls of who is signed in, the newest first, by day; each opens to how it went. */
export function CallHistory({ onCallBack, limit }: CallHistoryProps) {
  const t = useTranslations('voice.history');
  const { api, person } = useSession();
  useFreshCalls();
  const [way, setWay] = useState<Way>('all');
  const [search, setSearch] = useState('');
  const [openId, setOpenId] = useState<string | null>(null);
  const isHydrated = useHydrated();
  const filters = filtersOf(way, search, person.role);
  const query = useInfiniteQuery({
    ...callsQuery(api, filters, limit),
    placeholderData: keepPreviousData,
  });
  const calls = useMemo(() => {
    const all = query.data?.pages.flatMap(({ items }) => items).slice(0, limit);
    return isHydrated ? (way === 'missed' ? all?.filter(wasMissed) : all) : undefined;
  }, [isHydrated, query.data, limit, way]);
  const isFiltered = search !== '' || way !== 'all';
  const onCall = useLatest(onCallBack);

  return (
    <Card aria-label={t('title')} className="overflow-hidden">
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        {!limit && way !== 'missed' && <ExportCalls filters={filters} disabled={!calls?.length} />}
      </CardHeader>
      {!limit && (
        <div className="flex flex-wrap gap-2.5 px-5 pb-3.5">
          <Segmented
            label={t('direction')}
            value={way}
            onChange={setWay}
            options={ways.map((value) => ({ value, label: t(`ways.${value}`) }))}
            className="max-sm:w-full"
          />
          <div className="min-w-44 flex-1">
            <SearchField
              label={t('search')}
              onSearch={setSearch}
              className="h-9.5 pl-9 text-sm pointer-coarse:h-11"
            />
          </div>
        </div>
      )}
      <div className="border-t" aria-busy={!calls || query.isPlaceholderData}>
        {!isHydrated || (!calls && query.isPending) ? (
          <HistorySkeleton rows={Math.min(limit ?? 8, 8)} />
        ) : !calls ? (
          <QueryFailed
            title={t('failed.title')}
            text={t('failed.text')}
            onRetry={() => void query.refetch()}
          />
        ) : calls.length === 0 && !query.hasNextPage ? (
          <EmptyState
            icon={isFiltered ? SearchX : Phone}
            title={isFiltered ? t('nothingFound.title') : t('none.title')}
          >
            {way === 'missed' && !search
              ? t('nothingFound.missed')
              : isFiltered
                ? t('nothingFound.text')
                : t(`none.${person.role}`)}
          </EmptyState>
        ) : (
          <>
            <HistoryRows calls={calls} onCallBack={onCallBack && onCall} onOpen={setOpenId} />
            {!limit && (
              <EndOfList
                hasMore={query.hasNextPage}
                isFetching={query.isFetchingNextPage}
                isFailed={query.isFetchNextPageError}
                onMore={() => void query.fetchNextPage()}
              />
            )}
          </>
        )}
      </div>
      {openId && (
        <CallDetailsSheet id={openId} onClose={() => setOpenId(null)} onCallBack={onCallBack} />
      )}
    </Card>
  );
}

export function HistorySkeleton({ rows }: { rows: number }) {
  return (
    <div className="grid gap-1 px-5 py-3">
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="flex items-center gap-3 py-2">
          <Skeleton className="size-10 rounded-full" />
          <div className="grid flex-1 gap-2">
            <Skeleton className={at % 2 ? 'h-3.5 w-32' : 'h-3.5 w-40'} />
            <Skeleton className="h-3 w-24" />
          </div>
          <Skeleton className="h-3 w-12" />
        </div>
      ))}
    </div>
  );
}
