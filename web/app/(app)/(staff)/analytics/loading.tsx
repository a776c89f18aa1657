import { AnalyticsSkeleton } from '@/components/analytics/analytics-skeleton';
import { Skeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <>
      <Skeleton className="mb-8 h-8 w-44" />
      <AnalyticsSkeleton />
    </>
  );
}
