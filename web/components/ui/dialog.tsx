'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { createContext, use, useId, useRef, type ComponentProps, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

import { cn } from '@/lib/cn';
import { Button } from './button';
import { useModal } from './modal';

const Ids = createContext<{ title: string; text: string }>({ title: '', text: '' });

export function DialogTitle({ className, ...props }: ComponentProps<'h2'>) {
  return <h2 id={use(Ids).title} className={cn('text-lg font-semibold', className)} {...props} />;
}

export function DialogDescription({ className, ...props }: ComponentProps<'p'>) {
  return (
    <p id={use(Ids).text} className={cn('text-muted-foreground text-sm', className)} {...props} />
  );
}

/**
 * A dialog, open for as long as it is rendered. `side`: a sheet along the right edge, for details beside a
 * list; from below on a small screen.
 */
export function Dialog({
  role = 'dialog',
  side = false,
  onClose,
  className,
  children,
}: {
  role?: 'dialog' | 'alertdialog';
  side?: boolean;
  onClose: () => void;
  className?: string;
  children: ReactNode;
}) {
  const t = useTranslations('common');
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  useModal(box, { onEscape: onClose });
  return createPortal(
    <Ids value={{ title: `${id}-title`, text: `${id}-text` }}>
      <div
        aria-hidden
        onClick={onClose}
        className="animate-fade fixed inset-0 z-40 bg-black/35 backdrop-blur-[2px]"
      />
      <div
        ref={box}
        role={role}
        aria-modal
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-text`}
        tabIndex={-1}
        className={cn(
          'bg-popover text-popover-foreground shadow-float animate-rise fixed z-40 flex flex-col gap-4 overflow-y-auto overscroll-contain border p-6 outline-none',
          side
            ? 'inset-x-0 bottom-0 max-h-[88dvh] rounded-t-2xl sm:inset-y-0 sm:right-0 sm:left-auto sm:max-h-none sm:w-110 sm:rounded-l-2xl sm:rounded-tr-none'
            : 'inset-x-4 top-1/2 mx-auto max-h-[88dvh] max-w-lg -translate-y-1/2 rounded-2xl',
          className,
        )}
      >
        {children}
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={t('close')}
          onClick={onClose}
          className="text-muted-foreground absolute top-4 right-4"
        >
          <X aria-hidden />
        </Button>
      </div>
    </Ids>,
    document.body,
  );
}
