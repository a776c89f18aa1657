import type { ReactNode } from 'react';

/** A page's title, what it is for, and what can be done on it. */
export function PageHeader({
  title,
  text,
  children,
}: {
  title: ReactNode;
  text?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div>
        <h1 className="text-[1.625rem] leading-tight font-semibold">{title}</h1>
        {text && <p className="text-muted-foreground mt-1 text-pretty">{text}</p>}
      </div>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </div>
  );
}
