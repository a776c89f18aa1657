'use client';

import { useCallback, useTransition } from 'react';

import { signOut } from '@/app/actions';
import { tellSignedOut } from './use-signed-out-elsewhere';

/** Signs out here and in this browser's other tabs, and goes where the identity provider wants one to. */
export function useSignOut(): () => void {
  const [, start] = useTransition();
  return useCallback(
    () =>
      start(async () => {
        const next = await signOut();
        // Not before the cookie is gone: the other tabs' next page must not be a signed-in one.
        tellSignedOut();
        window.location.assign(next);
      }),
    [],
  );
}
