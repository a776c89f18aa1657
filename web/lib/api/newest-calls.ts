import type { InfiniteData, QueryClient } from '@tanstack/react-query';

import { must, type Api, type CallPage } from './client';
import { callParameters, keys, type CallFilters } from './queries';

type Pages = InfiniteData<CallPage, string>;

/**
 * The pages that are shown, with what the newest page has since. However long the list is, one page is
 * asked for. Where nothing of it is known yet, what lies between isn't either: then it stands alone.
 */
export function withNewest(pages: Pages, newest: CallPage): Pages {
  const [first, ...others] = pages.pages;
  const isKnown = new Map(first?.items.map((call) => [call.id, call]));
  if (!first || (first.items.length > 0 && !newest.items.some(({ id }) => isKnown.has(id)))) {
    return { pages: [newest], pageParams: [''] };
  }
  const fresh = new Map(newest.items.map((call) => [call.id, call]));
  const items = [
    ...newest.items.filter(({ id }) => !isKnown.has(id)),
    ...first.items.map((call) => fresh.get(call.id) ?? call),
  ];
  return { ...pages, pages: [{ ...first, items }, ...others] };
}

/** A phone knows that it hung up before the gateway does: then its row is looked at again after so long. */
const againMs = [100, 200, 400, 800, 1_600, 3_200];

/**
 * Until the log says how this call ended, or nobody says so in all that time. The newest calls are asked
 * for, not this one: another gateway may have made it, and then this log never hears of it.
 */
async function waitForEnd(api: Api, id: string): Promise<void> {
  for (const ms of againMs) {
    const { data } = await api
      .GET('/api/call-logs', { params: { query: { limit: 5 } } })
      .catch(() => ({ data: undefined }));
    const status = data?.items.find((call) => call.id === id)?.status;
    if (status === 'COMPLETED' || status === 'FAILED') return;
    await new Promise((done) => setTimeout(done, ms));
  }
}

/** The lists of calls after this one, which the log has or is about to have. */
export async function refreshAfterCall(
  queries: QueryClient,
  api: Api,
  logId: string | null,
): Promise<void> {
  if (logId) await waitForEnd(api, logId);
  await refreshNewestCalls(queries, api);
}

/** Brings every list of calls that is shown up to date; the others are, when they are shown again. */
async function refreshNewestCalls(queries: QueryClient, api: Api): Promise<void> {
  const lists = { queryKey: [...keys.calls, 'list'] };
  void queries.invalidateQueries({ queryKey: [...keys.calls, 'one'] });
  void queries.invalidateQueries({ queryKey: keys.missed });
  queries.removeQueries({ ...lists, type: 'inactive' });
  const shown = queries.getQueryCache().findAll({ ...lists, type: 'active' });
  await Promise.all(
    shown.map(async ({ queryKey, state }) => {
      if (!state.data) return queries.invalidateQueries({ queryKey, exact: true });
      const [, , filters, limit] = queryKey as [string, string, CallFilters, number];
      try {
        const query = { limit, ...callParameters(filters) };
        const newest = await must(api.GET('/api/call-logs', { params: { query } }));
        queries.setQueryData<Pages>(queryKey, (pages) => pages && withNewest(pages, newest));
      } catch {
        // It is asked for again as any list is: when the page is looked at the next time.
        await queries.invalidateQueries({ queryKey, exact: true, refetchType: 'none' });
      }
    }),
  );
}
