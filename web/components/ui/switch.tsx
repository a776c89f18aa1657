'use client';

import { Switch as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';

import { cn } from '@/lib/cn';

export function Switch({ className, ...props }: ComponentProps<typeof Primitive.Root>) {
  return (
    <Primitive.Root
      className={cn(
        'bg-input data-[state=checked]:bg-primary inline-flex h-6 w-10 shrink-0 items-center rounded-full p-0.5 transition-colors disabled:opacity-50',
        className,
      )}
      {...props}
    >
      <Primitive.Thumb className="bg-card shadow-card block size-5 rounded-full transition-transform duration-150 data-[state=checked]:translate-x-4" />
    </Primitive.Root>
  );
}
