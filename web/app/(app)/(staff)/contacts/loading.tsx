import { Skeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <div aria-busy="true">
      <Skeleton className="mb-8 h-8 w-44" />
      <Skeleton className="h-[34rem] rounded-2xl" />
    </div>
  );
}
