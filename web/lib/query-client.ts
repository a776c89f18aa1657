import {
  defaultShouldDehydrateQuery,
  environmentManager,
  QueryClient,
  type DefaultOptions,
} from '@tanstack/react-query';

import { ApiError } from './api/client';

const options: DefaultOptions = {
  queries: {
    staleTime: 30_000,
    // What the gateway refused it refuses again; what didn't reach it may.
    retry: (count, reason) =>
      count < 2 && (!(reason instanceof ApiError) || reason.status === 0 || reason.status >= 500),
  },
  dehydrate: {
    // A page doesn't wait for its lists: they follow it.
    shouldDehydrateQuery: (query) =>
      defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
  },
};

let browsers: QueryClient | undefined;

/** On the server a new one for each request, in the browser always the same. */
export function queryClient(): QueryClient {
  if (environmentManager.isServer()) return new QueryClient({ defaultOptions: options });
  return (browsers ??= new QueryClient({ defaultOptions: options }));
}
