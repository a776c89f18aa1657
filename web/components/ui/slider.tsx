'use client';

import { cn } from '@/lib/cn';

/** The browser's own: right for fingers, keyboards and screen readers. `aria-label` names it. */
export function Slider({
  label,
  valueText,
  value,
  onChange,
  step = 5,
  className,
}: {
  label: string;
  valueText: string;
  /** From 0 to 100. */
  value: number;
  onChange: (value: number) => void;
  step?: number;
  className?: string;
}) {
  return (
    <input
      type="range"
      min={0}
      max={100}
      step={step}
      aria-label={label}
      aria-valuetext={valueText}
      value={value}
      onChange={(event) => onChange(Number(event.target.value))}
      className={cn('accent-primary h-5 w-full cursor-pointer pointer-coarse:h-11', className)}
    />
  );
}
