import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';

import { cn } from '@/lib/cn';

export const buttonVariants = cva(
  [
    'target relative inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap select-none',
    'transition-[background-color,color,border-color,scale,box-shadow] duration-150 active:scale-[0.98]',
    'disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50',
    "[&_svg]:pointer-events-none [&_svg]:shrink-0 [&_svg:not([class*='size-'])]:size-[1.1em]",
  ],
  {
    variants: {
      variant: {
        default:
          'bg-primary text-primary-foreground shadow-card hover:bg-[color-mix(in_oklab,var(--primary),black_8%)]',
        secondary: 'bg-secondary text-secondary-foreground hover:bg-accent',
        outline: 'border border-input bg-card text-foreground shadow-card hover:bg-accent',
        ghost: 'text-foreground hover:bg-accent',
        soft: 'bg-primary-soft text-primary-soft-foreground hover:bg-[color-mix(in_oklab,var(--primary-soft),var(--primary)_12%)]',
        destructive:
          'bg-destructive text-destructive-foreground shadow-card hover:bg-[color-mix(in_oklab,var(--destructive),black_8%)]',
        link: 'text-primary-soft-foreground underline-offset-4 hover:underline',
      },
      size: {
        default: 'h-10 px-4 text-sm',
        sm: 'h-8 rounded-md px-3 text-[0.8125rem]',
        lg: 'h-12 px-6 text-base',
        icon: 'size-10',
        'icon-sm': 'size-8 rounded-md',
        'icon-lg': 'size-14 rounded-full text-xl',
      },
    },
    defaultVariants: { variant: 'default', size: 'default' },
  },
);

export type ButtonProps = ComponentProps<'button'> & VariantProps<typeof buttonVariants>;

/** A link that is to look like one takes `buttonVariants`. */
export function Button({ className, variant, size, type, ...props }: ButtonProps) {
  const classes = cn(buttonVariants({ variant, size }), className);
  return <button type={type ?? 'button'} className={classes} {...props} />;
}
