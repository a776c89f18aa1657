'use client';

import { ChartColumn, Contact, Phone, Settings, type LucideIcon } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';

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
  return (
    <nav aria-label={t('navigation')}>
      <ul className={as === 'bar' ? 'flex' : 'grid gap-1'}>
        {placesOf[role].map(({ path, label, icon: Icon }) => {
          const isHere = pathname.startsWith(path);
          return (
            <li key={path} className="flex-1">
              <Link
                href={path}
                aria-current={isHere ? 'page' : undefined}
                className={cn(
                  'flex items-center rounded-lg font-medium transition-colors',
                  as === 'bar'
                    ? 'flex-col gap-0.5 py-2 text-[0.6875rem]'
                    : 'gap-3 px-3 py-2 text-[0.9375rem]',
                  isHere
                    ? 'text-foreground ' +
                        (as === 'side' ? 'bg-accent' : 'text-primary-soft-foreground')
                    : 'text-muted-foreground hover:text-foreground hover:bg-accent/60',
                )}
              >
                <Icon aria-hidden className="size-[1.15rem]" strokeWidth={isHere ? 2.25 : 1.85} />
                {t(`places.${label}`)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
