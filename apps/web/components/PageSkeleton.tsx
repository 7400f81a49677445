import { Skeleton } from './ui/Skeleton';

export function PageSkeleton() {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      <Skeleton className="h-8 w-52" />
      <Skeleton className="mt-3 h-4 w-80 max-w-full" />
      <Skeleton className="mt-8 h-36 w-full rounded-card" />
      <Skeleton className="mt-4 h-28 w-full rounded-card" />
      <Skeleton className="mt-4 h-28 w-full rounded-card" />
    </div>
  );
}
