import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

import { cn } from '@/lib/cn';

/** Nothing is here, or something went wrong: what, why, and what can be done. */
export function EmptyState({
  icon: Icon,
  title,
  children,
  action,
  tone = 'neutral',
  className,
}: {
  icon: LucideIcon;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  tone?: 'neutral' | 'bad';
  className?: string;
}) {
  return (
    <div
      role={tone === 'bad' ? 'alert' : undefined}
      className={cn('flex flex-col items-center gap-1.5 px-6 py-12 text-center', className)}
    >
      <span
        className={cn(
          'mb-2 grid size-12 place-items-center rounded-2xl',
          tone === 'bad'
            ? 'bg-destructive-soft text-destructive-soft-foreground'
            : 'bg-muted text-muted-foreground',
        )}
      >
        <Icon aria-hidden className="size-5.5" strokeWidth={1.75} />
      </span>
      <p className="font-medium">{title}</p>
      {children && (
        <div className="text-muted-foreground max-w-[38ch] text-sm text-balance">{children}</div>
      )}
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
