import type { ComponentProps } from 'react';

import { cn } from '@/lib/cn';

/** Where something will be in a moment; says nothing to who listens. */
export function Skeleton({ className, ...props }: ComponentProps<'div'>) {
  return (
    <div aria-hidden className={cn('bg-muted animate-shimmer rounded-md', className)} {...props} />
  );
}
