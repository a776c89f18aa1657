'use client';

import { ChartColumn, Contact, Phone, Settings, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { usePathname, useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';

import { useMissedCalls } from '@/components/voice/use-missed-calls';
import { useDates } from '@/hooks/use-dates';
import type { Role } from '@/lib/api/client';
import { cn } from '@/lib/cn';

interface Place {
  path: string;
  label: 'calls' | 'contacts' | 'analytics' | 'settings' | 'portal';
  icon: LucideIcon;
}

/** Where each kind of person can go. */
export const placesOf: Record<Role, readonly Place[]> = {
  tenant_member: [
    { path: '/calls', label: 'calls', icon: Phone },
    { path: '/contacts', label: 'contacts', icon: Contact },
    { path: '/analytics', label: 'analytics', icon: ChartColumn },
    { path: '/settings', label: 'settings', icon: Settings },
  ],
  portal_customer: [
    { path: '/portal/dashboard', label: 'portal', icon: Phone },
    { path: '/settings', label: 'settings', icon: Settings },
  ],
};

/** `bar`: along the lower edge of a small screen; `side`: at the left of a large one. */
export function NavigationLinks({ role, as }: { role: Role; as: 'bar' | 'side' }) {
  const t = useTranslations('shell');
  const pathname = usePathname();
  const router = useRouter();
  const missed = useMissedCalls();
  const { number } = useDates();
  return (
    <nav aria-label={t('navigation')}>
      <ul className={as === 'bar' ? 'flex' : 'grid gap-1'}>
        {placesOf[role].map(({ path, label, icon: Icon }) => {
          const isHere = pathname.startsWith(path);
          const count = label === 'calls' || label === 'portal' ? missed : 0;
          // When somebody is about to go there, not while the page is still waiting for its own.
          const prepare = () => router.prefetch(path);
          return (
            <li key={path} className="flex-1">
              <Link
                href={path}
                prefetch={false}
                onPointerEnter={prepare}
                onFocus={prepare}
                aria-current={isHere ? 'page' : undefined}
                className={cn(
                  'flex items-center rounded-lg font-medium transition-colors',
                  as === 'bar'
                    ? 'min-h-12 flex-col justify-center gap-0.5 py-2 text-[0.6875rem]'
                    : 'gap-3 px-3 py-2 text-[0.9375rem]',
                  isHere
                    ? 'text-foreground ' +
                        (as === 'side' ? 'bg-accent' : 'text-primary-soft-foreground')
                    : 'text-muted-foreground hover:text-foreground hover:bg-accent/60',
                )}
              >
                <span className="relative">
                  <Icon aria-hidden className="size-[1.15rem]" strokeWidth={isHere ? 2.25 : 1.85} />
                  {count > 0 && as === 'bar' && <MissedBadge count={number(count)} isAtIcon />}
                </span>
                {t(`places.${label}`)}
                {count > 0 && as === 'side' && <MissedBadge count={number(count)} />}
                {count > 0 && <span className="sr-only">{t('missed', { count })}</span>}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function MissedBadge({ count, isAtIcon = false }: { count: string; isAtIcon?: boolean }) {
  return (
    <span
      aria-hidden
      className={cn(
        'bg-destructive text-destructive-foreground grid h-5 min-w-5 place-items-center rounded-full px-1.5 text-xs font-semibold tabular-nums',
        isAtIcon ? 'absolute -top-2 left-3 h-4 min-w-4 px-1 text-[0.625rem]' : 'ml-auto',
      )}
    >
      {count}
    </span>
  );
}
