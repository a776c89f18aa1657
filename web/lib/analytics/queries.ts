import { queryOptions } from '@tanstack/react-query';

import { must, type Api } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';
import { keys } from '@/lib/api/queries';
import type { Span } from './span';

export type Analytics = components['schemas']['Analytics'];
export type Tally = Analytics['total'];

export interface AnalyticsFilters extends Span {
  readonly timeZone: string;
  readonly scope: 'mine' | 'tenant';
  readonly direction: 'OUTBOUND' | 'INBOUND' | null;
  /** Empty: everybody. */
  readonly userId: string;
}

/** Calls counted. It is of the calls: what makes their list old makes this old. */
export const analyticsQuery = (api: Api, filters: AnalyticsFilters) =>
  queryOptions({
    queryKey: [...keys.calls, 'analytics', filters],
    queryFn: ({ signal }) => {
      const { direction, userId, ...rest } = filters;
      const query = { ...rest, ...(direction && { direction }), ...(userId && { userId }) };
      return must(api.GET('/api/analytics', { signal, params: { query } }));
    },
    // The figures of other days stay until these are there: the page doesn't jump.
    placeholderData: (before) => before,
  });
