'use client';

import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

import { cn } from '@/lib/cn';

/** A round control of a call with its name beneath. `pressed`: it is a switch, and whether it is on. */
export function ControlButton({
  icon: Icon,
  label,
  pressed,
  tone = 'neutral',
  className,
  ...props
}: Omit<ComponentProps<'button'>, 'children'> & {
  icon: LucideIcon;
  label: string;
  pressed?: boolean;
  /** `on`: what it has done lasts, and its name says what undoes it. */
  tone?: 'neutral' | 'on';
}) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      className={cn(
        'group grid justify-items-center gap-1.5 rounded-xl text-xs font-medium disabled:opacity-45',
        className,
      )}
      {...props}
    >
      <span
        className={cn(
          'grid size-13 place-items-center rounded-full transition-[background-color,color,scale] duration-150 group-active:scale-95',
          pressed || tone === 'on'
            ? 'bg-foreground text-background'
            : 'bg-muted text-foreground group-hover:bg-accent group-data-[state=open]:bg-accent',
        )}
      >
        <Icon aria-hidden className="size-5.5" strokeWidth={1.85} />
      </span>
      <span className="text-muted-foreground">{label}</span>
    </button>
  );
}
