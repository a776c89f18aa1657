'use client';

import { Check } from 'lucide-react';
import {
  createContext,
  use,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  type ComponentProps,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type Ref,
} from 'react';
import { createPortal } from 'react-dom';

import { cn } from '@/lib/cn';
import { useDismissal, usePlace, type Align } from './anchored';

const Close = createContext<() => void>(() => undefined);

/** What a menu's button is given. */
export interface MenuTrigger {
  ref: Ref<HTMLButtonElement>;
  'aria-haspopup': 'menu';
  'aria-expanded': boolean;
  onClick: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

const itemsOf = (box: HTMLElement | null) => [
  ...(box?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? []),
];

/** Where a key leads within a menu; undefined: it is none of its keys. */
function next(key: string, items: readonly HTMLElement[]): HTMLElement | undefined {
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (key === 'ArrowDown') return items[(at + 1) % items.length];
  if (key === 'ArrowUp') return items.at(at < 0 ? -1 : at - 1);
  if (key === 'Home') return items[0];
  if (key === 'End') return items.at(-1);
  if (key.length !== 1) return undefined;
  const letter = key.toLocaleLowerCase();
  const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return after.find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(letter));
}

/** A button and its menu (ARIA's menu button). The items are made when it opens. */
export function DropdownMenu({
  label,
  trigger,
  align = 'start',
  children,
}: {
  label: string;
  trigger: (given: MenuTrigger) => ReactElement;
  align?: Align;
  children: ReactNode;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const close = useCallback(() => setIsOpen(false), []);
  useDismissal(box, button, isOpen, close);
  usePlace(box, button, { isOpen, side: 'bottom', align });
  useLayoutEffect(() => {
    if (isOpen) itemsOf(box.current)[0]?.focus();
  }, [isOpen]);
  return (
    <>
      {trigger({
        ref: button,
        'aria-haspopup': 'menu',
        'aria-expanded': isOpen,
        onClick: () => setIsOpen(!isOpen),
        onKeyDown: (event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          setIsOpen(true);
        },
      })}
      {isOpen &&
        createPortal(
          <Close
            value={() => {
              close();
              button.current?.focus();
            }}
          >
            <div
              ref={box}
              role="menu"
              aria-label={label}
              tabIndex={-1}
              onKeyDown={(event) => {
                if (event.key === 'Tab') return close();
                const item = next(event.key, itemsOf(box.current));
                if (!item || (event.key === ' ' && document.activeElement)) return;
                event.preventDefault();
                item.focus();
              }}
              className="bg-popover text-popover-foreground shadow-float animate-fade fixed z-60 max-h-[min(28rem,calc(100dvh-1rem))] min-w-52 overflow-y-auto rounded-xl border p-1.5 outline-none"
            >
              {children}
            </div>
          </Close>,
          document.body,
        )}
    </>
  );
}

const item = [
  'relative flex w-full items-center gap-2.5 rounded-md px-2.5 py-2 text-left text-sm outline-none select-none',
  'hover:bg-accent focus:bg-accent pointer-coarse:min-h-11',
  '[&_svg]:text-muted-foreground [&_svg]:size-4 [&_svg]:shrink-0',
];

export function DropdownMenuItem({
  onSelect,
  className,
  ...props
}: Omit<ComponentProps<'button'>, 'onSelect'> & { onSelect: () => void }) {
  const close = use(Close);
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      onClick={() => {
        close();
        onSelect();
      }}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      className={cn(item, className)}
      {...props}
    />
  );
}

export function DropdownMenuRadioItem({
  isChecked,
  onSelect,
  className,
  children,
  ...props
}: Omit<ComponentProps<'button'>, 'onSelect'> & { isChecked: boolean; onSelect: () => void }) {
  const close = use(Close);
  return (
    <button
      type="button"
      role="menuitemradio"
      aria-checked={isChecked}
      tabIndex={-1}
      onClick={() => {
        close();
        onSelect();
      }}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      className={cn(item, 'pr-8', className)}
      {...props}
    >
      {children}
      {isChecked && <Check aria-hidden className="absolute right-2.5" />}
    </button>
  );
}

/** Items of one question, of which one is chosen. */
export function DropdownMenuGroup({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="group" aria-label={label}>
      <p aria-hidden className="text-muted-foreground px-2.5 pt-2 pb-1 text-xs font-medium">
        {label}
      </p>
      {children}
    </div>
  );
}

export function DropdownMenuSeparator() {
  return <div role="separator" className="bg-border mx-1 my-1.5 h-px" />;
}
