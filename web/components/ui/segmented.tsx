'use client';

import { useId, type ReactNode } from 'react';

import { cn } from '@/lib/cn';

/** One of a few, side by side: the browser's own radio buttons, drawn as one. */
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
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={label}
      className={cn('bg-muted inline-flex max-w-full flex-wrap rounded-lg p-0.5', className)}
    >
      {options.map((option) => (
        <label
          key={option.value}
          className="text-muted-foreground has-checked:bg-raised has-checked:text-foreground has-checked:shadow-card hover:text-foreground has-focus-visible:outline-ring relative grid flex-1 cursor-pointer place-items-center rounded-md px-2 py-1.5 min-[24rem]:px-3 text-[0.8125rem] font-medium whitespace-nowrap transition-colors has-focus-visible:outline-2 pointer-coarse:min-h-11 pointer-coarse:min-w-11"
        >
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className="absolute inset-0 cursor-pointer opacity-0"
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
