import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { must, type Api } from './client';

/** What the lists are cached under; the first word alone means all of them. */
export const keys = {
  person: ['person'],
  contacts: ['contacts'],
  calls: ['calls'],
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
}

export const callParameters = ({ direction, search }: CallFilters) => ({
  ...(direction && { direction }),
  ...(search && { search }),
});

export const callsQuery = (api: Api, filters: CallFilters, limit = 25) =>
  infiniteQueryOptions({
    queryKey: [...keys.calls, 'list', filters, limit],
    queryFn: ({ pageParam, signal }) =>
      must(
        api.GET('/api/call-logs', {
          signal,
          params: {
            query: { limit, ...callParameters(filters), ...(pageParam && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
  });

export const callQuery = (api: Api, id: string) =>
  queryOptions({
    queryKey: [...keys.calls, 'one', id],
    queryFn: ({ signal }) =>
      must(api.GET('/api/call-logs/{id}', { signal, params: { path: { id } } })),
  });
