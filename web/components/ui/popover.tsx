'use client';

import { Popover as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';

import { cn } from '@/lib/cn';

export const Popover = Primitive.Root;
export const PopoverTrigger = Primitive.Trigger;
export const PopoverClose = Primitive.Close;

export function PopoverContent({
  className,
  sideOffset = 8,
  ...props
}: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        sideOffset={sideOffset}
        collisionPadding={12}
        className={cn(
          'bg-popover text-popover-foreground shadow-float animate-fade z-50 w-80 max-w-[calc(100vw-1.5rem)] rounded-xl border p-4',
          className,
        )}
        {...props}
      />
    </Primitive.Portal>
  );
}
