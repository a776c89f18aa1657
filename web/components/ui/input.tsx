import type { ComponentProps } from 'react';

import { cn } from '@/lib/cn';

export const fieldClasses = [
  'w-full min-w-0 text-ellipsis rounded-lg border border-input bg-card text-foreground shadow-card',
  'placeholder:text-muted-foreground transition-[border-color,box-shadow] duration-150',
  'focus-visible:border-ring focus-visible:outline-none focus-visible:ring-3 focus-visible:ring-ring/25',
  'aria-invalid:border-destructive aria-invalid:ring-destructive/20',
  'disabled:cursor-not-allowed disabled:opacity-60',
];

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return (
    <input
      className={cn(fieldClasses, 'h-10 pointer-coarse:h-11 px-3 text-[0.9375rem]', className)}
      {...props}
    />
  );
}
