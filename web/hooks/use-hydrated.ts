'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/** False while the server's page is being taken over: what only the browser knows isn't shown yet. */
export const useHydrated = (): boolean =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
