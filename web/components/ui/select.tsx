import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';

import { cn } from '@/lib/cn';
import { fieldClasses } from './input';

/** The browser's own list: quick, and right for keyboards, screen readers and phones. */
export function Select({ className, children, ...props }: ComponentProps<'select'>) {
  return (
    <span className={cn('relative inline-block w-full', className)}>
      <select
        className={cn(
          fieldClasses,
          'h-10 pointer-coarse:h-11 appearance-none truncate pr-9 pl-3 text-[0.9375rem]',
        )}
        {...props}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="text-muted-foreground pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2"
      />
    </span>
  );
}
