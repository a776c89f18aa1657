'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as Primitive } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';

import { cn } from '@/lib/cn';
import { Button } from './button';

export const Dialog = Primitive.Root;
export const DialogTrigger = Primitive.Trigger;
export const DialogClose = Primitive.Close;
export const DialogTitle = ({ className, ...props }: ComponentProps<typeof Primitive.Title>) => (
  <Primitive.Title className={cn('text-lg font-semibold', className)} {...props} />
);
export const DialogDescription = ({
  className,
  ...props
}: ComponentProps<typeof Primitive.Description>) => (
  <Primitive.Description className={cn('text-muted-foreground text-sm', className)} {...props} />
);

/** `side`: a sheet along the right edge, for details beside a list; from below on a small screen. */
export function DialogContent({
  className,
  children,
  side = false,
  ...props
}: ComponentProps<typeof Primitive.Content> & { side?: boolean; children: ReactNode }) {
  const t = useTranslations('common');
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="animate-fade fixed inset-0 z-40 bg-black/35 backdrop-blur-[2px]" />
      <Primitive.Content
        className={cn(
          'bg-popover text-popover-foreground shadow-float animate-rise fixed z-50 flex flex-col gap-4 overflow-y-auto border p-6',
          side
            ? 'inset-x-0 bottom-0 max-h-[88dvh] rounded-t-2xl sm:inset-y-0 sm:right-0 sm:left-auto sm:max-h-none sm:w-110 sm:rounded-l-2xl sm:rounded-tr-none'
            : 'inset-x-4 top-1/2 mx-auto max-h-[88dvh] max-w-lg -translate-y-1/2 rounded-2xl',
          className,
        )}
        {...props}
      >
        {children}
        <Primitive.Close asChild>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t('close')}
            className="text-muted-foreground absolute top-4 right-4"
          >
            <X aria-hidden />
          </Button>
        </Primitive.Close>
      </Primitive.Content>
    </Primitive.Portal>
  );
}
