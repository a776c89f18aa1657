'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { setNonce } from 'get-nonce';
import type { ReactNode } from 'react';

import { Toaster } from '@/components/ui/toaster';
import { TooltipProvider } from '@/components/ui/tooltip';
import { queryClient } from '@/lib/query-client';
import type { Theme } from '@/lib/theme';

// Radix adds style sheets while a dialog is open; the policy lets them in by the page's nonce.
if (typeof document !== 'undefined') {
  const script = document.querySelector<HTMLScriptElement>('script[nonce]');
  if (script?.nonce) setNonce(script.nonce);
}

export function Providers({ theme, children }: { theme: Theme; children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient()}>
      <TooltipProvider delayDuration={300}>{children}</TooltipProvider>
      <Toaster theme={theme} />
    </QueryClientProvider>
  );
}
