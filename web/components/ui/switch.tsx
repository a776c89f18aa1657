'use client';

import { cn } from '@/lib/cn';

export function Switch({
  id,
  checked,
  onCheckedChange,
  className,
}: {
  id: string;
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  className?: string;
}) {
  return (
    <button
      type="button"
      id={id}
      role="switch"
      aria-checked={checked}
      onClick={() => onCheckedChange(!checked)}
      className={cn(
        'bg-input aria-checked:bg-primary group target relative inline-flex h-6 w-10 shrink-0 items-center rounded-full p-0.5 transition-colors disabled:opacity-50',
        className,
      )}
    >
      <span className="bg-card shadow-card block size-5 rounded-full transition-transform duration-150 group-aria-checked:translate-x-4" />
    </button>
  );
}
