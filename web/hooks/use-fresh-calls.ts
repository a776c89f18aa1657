'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { usePhone } from 'ringline/react';

import { keys } from '@/lib/api/queries';

/** Has the call log looked up again whenever a call of this phone has ended. */
export function useFreshCalls(): void {
  const phone = usePhone();
  const queries = useQueryClient();
  useEffect(() => {
    if (!phone) return;
    const over = new Set<string>();
    return phone.subscribe(() => {
      for (const { id, state } of phone.getSnapshot().calls) {
        if (state !== 'ended' || over.has(id)) continue;
        over.add(id);
        void queries.invalidateQueries({ queryKey: keys.calls });
      }
    });
  }, [phone, queries]);
}
