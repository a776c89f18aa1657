'use client';

import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { usePhone } from 'ringline/react';

import { useSession } from '@/components/session-provider';
import { refreshAfterCall } from '@/lib/api/newest-calls';

/** The calls that have ended: whoever of a page asks for them, they are looked up once. */
const overIn = new WeakMap<QueryClient, Set<string>>();

/** Looks up the newest of the call log again whenever a call of this phone has ended, and its row says so. */
export function useFreshCalls(): void {
  const phone = usePhone();
  const queries = useQueryClient();
  const { api } = useSession();
  useEffect(() => {
    if (!phone) return;
    const over = overIn.get(queries) ?? new Set<string>();
    overIn.set(queries, over);
    return phone.subscribe(() => {
      for (const { id, state, logId } of phone.getSnapshot().calls) {
        if (state !== 'ended' || over.has(id)) continue;
        over.add(id);
        void refreshAfterCall(queries, api, logId);
      }
    });
  }, [phone, queries, api]);
}
