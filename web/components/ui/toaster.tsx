'use client';

import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useSyncExternalStore } from 'react';

import { cn } from '@/lib/cn';

type Tone = 'success' | 'warning' | 'error';
interface Toast {
  readonly id: number;
  readonly tone: Tone;
  readonly text: string;
  readonly description: string | undefined;
}

/** More than that nobody reads; the oldest go first. */
const most = 3;
const shownMs = 5_000;

let toasts: readonly Toast[] = [];
let lastId = 0;
const watchers = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const watcher of watchers) watcher();
}
const dismiss = (id: number) => change(toasts.filter((each) => each.id !== id));

const add =
  (tone: Tone) =>
  (text: string, { description }: { description?: string | undefined } = {}): void => {
    lastId += 1;
    change([...toasts, { id: lastId, tone, text, description }].slice(-most));
  };

/** Says something for a moment, over every page. */
export const toast = { success: add('success'), warning: add('warning'), error: add('error') };

const looks = {
  success: { icon: CircleCheck, colour: 'text-primary' },
  warning: { icon: TriangleAlert, colour: 'text-warning' },
  error: { icon: CircleAlert, colour: 'text-destructive' },
} as const;

export function Toaster() {
  const t = useTranslations('common');
  const shown = useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => toasts,
    () => toasts,
  );
  return (
    <section
      aria-label={t('notifications')}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 top-4 z-60 mx-auto grid max-w-sm gap-2"
    >
      {shown.map((each) => (
        <ToastBox key={each.id} {...each} />
      ))}
    </section>
  );
}

function ToastBox({ id, tone, text, description }: Toast) {
  useEffect(() => {
    const timer = setTimeout(() => dismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [id]);
  const { icon: Icon, colour } = looks[tone];
  return (
    <button
      type="button"
      onClick={() => dismiss(id)}
      className="bg-popover text-popover-foreground shadow-float animate-rise pointer-events-auto flex w-full items-start gap-3 rounded-xl border p-4 text-left text-sm"
    >
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', colour)} />
      <span className="grid gap-0.5">
        <span className="font-medium">{text}</span>
        {description && <span className="text-muted-foreground">{description}</span>}
      </span>
    </button>
  );
}
