'use client';

import {
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
  type Ref,
} from 'react';

import { cn } from '@/lib/cn';
import { useDismissal, usePlace, type Align, type Side } from './anchored';

/** What a popover's button is given. */
export interface PopoverTrigger {
  ref: Ref<HTMLButtonElement>;
  'aria-haspopup': 'dialog';
  'aria-expanded': boolean;
  'data-state': 'open' | 'closed';
  onClick: () => void;
}

/** A box that belongs to a button, and opens beside it. Its content is made when it opens. */
export function Popover({
  label,
  trigger,
  side = 'bottom',
  align = 'center',
  className,
  children,
}: {
  label: string;
  trigger: (given: PopoverTrigger) => ReactElement;
  side?: Side;
  align?: Align;
  className?: string;
  children: ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const close = useCallback(() => setIsOpen(false), []);
  useDismissal(box, button, isOpen, close);
  usePlace(box, button, { isOpen, side, align });
  useLayoutEffect(() => {
    if (isOpen) box.current?.focus();
  }, [isOpen]);
  return (
    <>
      {trigger({
        ref: button,
        'aria-haspopup': 'dialog',
        'aria-expanded': isOpen,
        'data-state': isOpen ? 'open' : 'closed',
        onClick: () => setIsOpen(!isOpen),
      })}
      {isOpen && (
        <div
          ref={box}
          role="dialog"
          aria-label={label}
          tabIndex={-1}
          className={cn(
            'bg-popover text-popover-foreground shadow-float animate-fade fixed z-60 w-80 max-w-[calc(100vw-1.5rem)] rounded-xl border p-4 text-left outline-none',
            className,
          )}
        >
          {children}
        </div>
      )}
    </>
  );
}
