'use client';

import { ToggleGroup } from 'radix-ui';
import type { ReactNode } from 'react';

import { cn } from '@/lib/cn';

/** One of a few, side by side. */
export function Segmented<Value extends string>({
  label,
  value,
  onChange,
  options,
  className,
}: {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode }[];
  className?: string;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        // A click on what is chosen would choose nothing.
        if (next) onChange(next as Value);
      }}
      className={cn('bg-muted inline-flex rounded-lg p-0.5', className)}
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="text-muted-foreground data-[state=on]:bg-raised data-[state=on]:text-foreground data-[state=on]:shadow-card hover:text-foreground flex-1 rounded-md px-3 py-1.5 text-[0.8125rem] font-medium whitespace-nowrap transition-colors"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
