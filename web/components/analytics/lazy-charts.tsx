'use client';

import dynamic from 'next/dynamic';

import { Skeleton } from '@/components/ui/skeleton';

// The library that draws them is large, and draws nothing on the server.
export const CallsChart = dynamic(() => import('./charts').then((it) => it.CallsChart), {
  ssr: false,
  loading: () => <Skeleton className="h-66 rounded-xl" />,
});
export const DayChart = dynamic(() => import('./charts').then((it) => it.DayChart), {
  ssr: false,
  loading: () => <Skeleton className="h-47.5 rounded-xl" />,
});
