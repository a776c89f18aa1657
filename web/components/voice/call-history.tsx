'use client';

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { CloudOff, Phone, Search, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Fragment, useMemo, useState } from 'react';

import { useSession } from '@/components/session-provider';
import { Button } from '@/components/ui/button';
import { Card, CardHeader, CardTitle } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Input } from '@/components/ui/input';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';
import { useDates } from '@/hooks/use-dates';
import { useDebounced } from '@/hooks/use-debounced';
import { useFreshCalls } from '@/hooks/use-fresh-calls';
import { useHydrated } from '@/hooks/use-hydrated';
import type { CallRecord, Role } from '@/lib/api/client';
import { callsQuery, type CallFilters } from '@/lib/api/queries';
import { CallDetailsSheet } from './call-details-sheet';
import { CallRow } from './call-row';
import { EndOfList } from './end-of-list';
import { ExportCalls } from './export-calls';

export interface CallHistoryProps {
  onCallBack?: (toNumber: string, contactId?: string, contactName?: string) => void;
  /** Only so many of the newest, without search and filters. */
  limit?: number;
}

type Way = 'all' | 'outgoing' | 'incoming';
const ways: readonly Way[] = ['all', 'outgoing', 'incoming'];

/** The log's directions are the business's: a customer's own call is INBOUND. */
function directionOf(way: Way, role: Role): CallFilters['direction'] {
  if (way === 'all') return null;
  return (way === 'outgoing') === (role === 'tenant_member') ? 'OUTBOUND' : 'INBOUND';
}

/** The calls of who is signed in, the newest first, by day; each opens to how it went. */
export function CallHistory({ onCallBack, limit }: CallHistoryProps) {
  const t = useTranslations('voice.history');
  const { api, person } = useSession();
  useFreshCalls();
  const [way, setWay] = useState<Way>('all');
  const [text, setText] = useState('');
  const [openId, setOpenId] = useState<string | null>(null);
  const search = useDebounced(text.trim());
  const isHydrated = useHydrated();
  const filters = { direction: directionOf(way, person.role), search };
  const query = useInfiniteQuery({
    ...callsQuery(api, filters, limit),
    placeholderData: keepPreviousData,
  });
  const calls = useMemo(
    () =>
      isHydrated ? query.data?.pages.flatMap(({ items }) => items).slice(0, limit) : undefined,
    [isHydrated, query.data, limit],
  );
  const isFiltered = search !== '' || way !== 'all';

  return (
    <Card aria-label={t('title')} className="overflow-hidden">
      <CardHeader>
        <CardTitle>{t('title')}</CardTitle>
        {!limit && <ExportCalls filters={filters} disabled={!calls?.length} />}
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
          <div className="relative min-w-44 flex-1">
            <Search
              aria-hidden
              className="text-muted-foreground pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2"
            />
            <Input
              type="search"
              aria-label={t('search')}
              placeholder={t('search')}
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="h-9.5 pl-9 text-sm"
            />
          </div>
        </div>
      )}
      <div className="border-t" aria-busy={!calls || query.isPlaceholderData}>
        {!isHydrated || (!calls && query.isPending) ? (
          <HistorySkeleton rows={Math.min(limit ?? 8, 8)} />
        ) : !calls ? (
          <EmptyState
            tone="bad"
            icon={CloudOff}
            title={t('failed.title')}
            action={
              <Button size="sm" variant="outline" onClick={() => void query.refetch()}>
                {t('failed.again')}
              </Button>
            }
          >
            {t('failed.text')}
          </EmptyState>
        ) : calls.length === 0 ? (
          <EmptyState
            icon={isFiltered ? SearchX : Phone}
            title={isFiltered ? t('nothingFound.title') : t('none.title')}
          >
            {isFiltered ? t('nothingFound.text') : t(`none.${person.role}`)}
          </EmptyState>
        ) : (
          <>
            <Days calls={calls} onCallBack={onCallBack} onOpen={setOpenId} />
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
      <CallDetailsSheet id={openId} onClose={() => setOpenId(null)} onCallBack={onCallBack} />
    </Card>
  );
}

function Days({
  calls,
  onCallBack,
  onOpen,
}: {
  calls: readonly CallRecord[];
  onCallBack: CallHistoryProps['onCallBack'];
  onOpen: (id: string) => void;
}) {
  const dates = useDates();
  const [nowMs] = useState(() => Date.now());
  const days: { day: string; calls: CallRecord[] }[] = [];
  for (const call of calls) {
    const day = dates.day(call.createdAt, nowMs);
    const last = days.at(-1);
    if (last?.day === day) last.calls.push(call);
    else days.push({ day, calls: [call] });
  }
  return days.map(({ day, calls: ofDay }) => (
    <Fragment key={day}>
      <h3 className="text-muted-foreground bg-muted/60 px-5 py-1.5 text-xs font-medium">{day}</h3>
      <ul aria-label={day} className="divide-border/70 divide-y">
        {ofDay.map((call) => (
          <CallRow key={call.id} call={call} onCallBack={onCallBack} onOpen={onOpen} />
        ))}
      </ul>
    </Fragment>
  ));
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
