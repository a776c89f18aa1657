import { Skeleton } from '@/components/ui/skeleton';

export default function Loading() {
  return (
    <div aria-busy="true">
      <Skeleton className="mb-8 h-8 w-56" />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22.5rem]">
        <Skeleton className="h-52 rounded-2xl lg:order-2" />
        <Skeleton className="h-[32rem] rounded-2xl" />
      </div>
    </div>
  );
}
