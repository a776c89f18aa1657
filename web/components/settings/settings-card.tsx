import type { LucideIcon } from 'lucide-react';
import { useId, type ReactNode } from 'react';

import { Card, CardContent } from '@/components/ui/card';

/** One thing that can be set, with what it is for. */
export function SettingsCard({
  icon: Icon,
  title,
  text,
  action,
  children,
}: {
  icon: LucideIcon;
  title: string;
  text: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Card aria-labelledby={id}>
      <header className="flex items-start gap-3.5 px-5 pt-5 pb-4">
        <span className="bg-primary-soft text-primary-soft-foreground grid size-9 shrink-0 place-items-center rounded-xl">
          <Icon aria-hidden className="size-4.5" />
        </span>
        <div className="min-w-0 flex-1">
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
          <p className="text-muted-foreground text-sm text-pretty">{text}</p>
        </div>
        {action}
      </header>
      <CardContent className="grid gap-4">{children}</CardContent>
    </Card>
  );
}
