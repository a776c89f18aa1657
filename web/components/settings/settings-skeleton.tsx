import { Skeleton } from '@/components/ui/skeleton';

export function SettingsSkeleton({ label }: { label?: string }) {
  return (
    <div aria-busy="true" aria-label={label} role="status" className="grid gap-5 lg:grid-cols-2">
      <div className="grid gap-5">
        <Skeleton className="h-64 rounded-2xl" />
        <Skeleton className="h-48 rounded-2xl" />
      </div>
      <div className="grid gap-5">
        <Skeleton className="h-52 rounded-2xl" />
        <Skeleton className="h-72 rounded-2xl" />
      </div>
    </div>
  );
}
