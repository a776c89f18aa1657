import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { must, type Api, type CallRecord } from './client';

/** What the lists are cached under; the first word alone means all of them. */
export const keys = {
  person: ['person'],
  contacts: ['contacts'],
  calls: ['calls'],
  missed: ['missed'],
} as const;

export const personQuery = (api: Api) =>
  queryOptions({
    queryKey: keys.person,
    queryFn: ({ signal }) => must(api.GET('/api/me', { signal })),
  });

/** Whom one can call: staff their contacts, customers the staff. At most `limit` of them. */
export const contactsQuery = (api: Api, search: string, limit = 30) =>
  queryOptions({
    queryKey: [...keys.contacts, 'search', search, limit],
    queryFn: ({ signal }) =>
      must(
        api.GET('/api/contacts', {
          signal,
          params: { query: { limit, ...(search && { search }) } },
        }),
      ),
    // What was found for "Ra" stays on the screen until what is found for "Rah" is there.
    placeholderData: (before) => before,
  });

export interface CallFilters {
  readonly direction: 'OUTBOUND' | 'INBOUND' | null;
  readonly search: string;
  /** Only those that came to nothing: a missed call is one of them. */
  readonly failed?: boolean;
}

export const callParameters = ({ direction, search, failed }: CallFilters) => ({
  ...(direction && { direction }),
  ...(search && { search }),
  ...(failed && { status: 'FAILED' as const }),
});

/** A long list isn't fetched anew, page by page, because somebody has looked at another window. */
const isShort = ({ state }: { state: { data?: unknown } }): boolean =>
  ((state.data as { pages: unknown[] } | undefined)?.pages.length ?? 0) <= 2;
export const longList = { refetchOnWindowFocus: isShort, refetchOnReconnect: isShort } as const;

/** The first page is short, because it is waited for; somebody who scrolls gets the most at once. */
const furtherLimit = 100;
export const pageLimit = (first: number, cursor: string): number => (cursor ? furtherLimit : first);

export const callsQuery = (api: Api, filters: CallFilters, limit = 25) =>
  infiniteQueryOptions({
    queryKey: [...keys.calls, 'list', filters, limit],
    queryFn: ({ pageParam, signal }) =>
      must(
        api.GET('/api/call-logs', {
          signal,
          params: {
            query: {
              limit: pageLimit(limit, pageParam),
              ...callParameters(filters),
              ...(pageParam && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    ...longList,
  });

/** What came in and to nothing since then, the newest first. */
export const missedQuery = (
  api: Api,
  direction: 'OUTBOUND' | 'INBOUND',
  sinceMs: number,
  isMissed: (call: CallRecord) => boolean,
) =>
  queryOptions({
    queryKey: [...keys.missed, direction, sinceMs],
    queryFn: async ({ signal }) => {
      const query = { direction, status: 'FAILED' as const, limit: 100, from: String(sinceMs) };
      const { items } = await must(api.GET('/api/call-logs', { signal, params: { query } }));
      return items.filter(isMissed).length;
    },
  });

export const callQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: [...keys.calls, 'one', id],
    queryFn: ({ signal }) =>
      must(api.GET('/api/call-logs/{id}', { signal, params: { path: { id } } })),
  });
