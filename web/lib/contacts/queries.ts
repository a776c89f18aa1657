import { infiniteQueryOptions } from '@tanstack/react-query';

import { must, type Api } from '@/lib/api/client';
import { keys, longList, pageLimit } from '@/lib/api/queries';

/** All contacts of the tenant, or those that a search finds, page by page. */
export const contactListQuery = (api: Api, search: string, limit = 50) =>
  infiniteQueryOptions({
    queryKey: [...keys.contacts, 'list', search, limit],
    queryFn: ({ pageParam, signal }) =>
      must(
        api.GET('/api/contacts', {
          signal,
          params: {
            query: {
              limit: pageLimit(limit, pageParam),
              ...(search && { search }),
              ...(pageParam && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    ...longList,
  });
