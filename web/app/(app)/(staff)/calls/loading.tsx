import { Skeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <div aria-busy="true">
      <Skeleton className="mb-8 h-8 w-36" />
      <div className="grid items-start gap-5 lg:grid-cols-[22.5rem_minmax(0,1fr)]">
        <Skeleton className="h-[29rem] rounded-2xl" />
        <Skeleton className="h-[36rem] rounded-2xl max-lg:hidden" />
      </div>
    </div>
  );
}
