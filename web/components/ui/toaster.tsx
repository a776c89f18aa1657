'use client';

import { useTranslations } from 'next-intl';
import { Toaster as Primitive } from 'sonner';

export { toast } from 'sonner';

export function Toaster({ theme }: { theme: 'light' | 'dark' | 'system' }) {
  const t = useTranslations('common');
  return (
    <Primitive
      theme={theme}
      position="top-center"
      containerAriaLabel={t('notifications')}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'bg-popover text-popover-foreground shadow-float flex w-full items-start gap-3 rounded-xl border p-4 text-sm',
          title: 'font-medium',
          description: 'text-muted-foreground',
          actionButton:
            'ml-auto shrink-0 rounded-md bg-primary px-2.5 py-1 text-xs font-medium text-primary-foreground',
          icon: 'mt-0.5 [&_svg]:size-4',
          error: '[&_[data-icon]]:text-destructive',
          success: '[&_[data-icon]]:text-primary',
        },
      }}
    />
  );
}
