'use client';

import { Slider as Primitive } from 'radix-ui';
import type { ComponentProps } from 'react';

import { cn } from '@/lib/cn';

/** One thumb; `aria-label` names it. */
export function Slider({
  className,
  'aria-label': label,
  'aria-valuetext': valueText,
  ...props
}: ComponentProps<typeof Primitive.Root> & { 'aria-valuetext'?: string }) {
  return (
    <Primitive.Root
      className={cn('relative flex h-5 w-full touch-none items-center select-none', className)}
      {...props}
    >
      <Primitive.Track className="bg-input relative h-1.5 grow overflow-hidden rounded-full">
        <Primitive.Range className="bg-primary absolute h-full" />
      </Primitive.Track>
      <Primitive.Thumb
        aria-label={label}
        aria-valuetext={valueText}
        className="border-primary bg-card shadow-card block size-4.5 rounded-full border-2 transition-shadow hover:ring-4 hover:ring-ring/20"
      />
    </Primitive.Root>
  );
}
