'use client';

import { useTranslations } from 'next-intl';
import { useRef } from 'react';

import { cn } from '@/lib/cn';

const keys = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['*', ''],
  ['0', '+'],
  ['#', ''],
] as const;

/** How long 0 is held down for +. */
const longPressMs = 500;

/** The twelve keys. `plus`: holding 0 gives +, as on every phone. */
export function DialPad({
  onDigit,
  plus = false,
  disabled = false,
  className,
}: {
  onDigit: (digit: string) => void;
  plus?: boolean;
  disabled?: boolean;
  className?: string;
}) {
  const t = useTranslations('voice');
  const hold = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wasHeld = useRef(false);
  const names: Record<string, string> = { '*': t('keypad.star'), '#': t('keypad.hash') };

  const press = (digit: string) => {
    wasHeld.current = false;
    clearTimeout(hold.current);
    if (digit !== '0' || !plus) return;
    hold.current = setTimeout(() => {
      wasHeld.current = true;
      onDigit('+');
    }, longPressMs);
  };
  const release = () => clearTimeout(hold.current);

  return (
    <div
      role="group"
      aria-label={t('keypad.label')}
      className={cn('grid grid-cols-3 justify-items-center gap-x-4 gap-y-2.5', className)}
    >
      {keys.map(([digit, letters]) => (
        <button
          key={digit}
          type="button"
          disabled={disabled}
          aria-label={names[digit] ?? digit}
          aria-description={digit === '0' && plus ? t('keypad.holdForPlus') : undefined}
          onPointerDown={() => press(digit)}
          onPointerUp={release}
          onPointerLeave={release}
          onContextMenu={(event) => {
            // A long press on a touch screen would open one.
            if (digit === '0') event.preventDefault();
          }}
          onClick={() => {
            // The click that ends a long press has been a + already.
            if (!wasHeld.current) onDigit(digit);
            wasHeld.current = false;
          }}
          className="bg-muted hover:bg-accent active:bg-primary-soft flex h-14 w-full max-w-24 touch-manipulation flex-col items-center justify-center rounded-2xl leading-none transition-[background-color,scale] duration-100 select-none active:scale-95 disabled:opacity-50"
        >
          <span className="text-xl font-medium tabular-nums">{digit}</span>
          <span
            aria-hidden
            data-letters={letters}
            className="text-muted-foreground mt-1 h-2.5 text-[0.625rem] tracking-[0.14em] before:content-[attr(data-letters)]"
          />
        </button>
      ))}
    </div>
  );
}
