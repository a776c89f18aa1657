import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

import type { Role } from '@/lib/api/client';
import { pageLayer } from '@/components/ui/modal';
import { homeOf } from '@/lib/navigation';
import { Brand } from './brand';
import { NavigationLinks } from './navigation-links';
import { PersonMenu } from './person-menu';

/** The frame of every page: navigation at the left, on a small screen along the lower edge. */
export function Shell({ role, children }: { role: Role; children: ReactNode }) {
  const t = useTranslations('shell');
  return (
    <div {...pageLayer} className="md:grid md:min-h-dvh md:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="bg-primary text-primary-foreground sr-only z-60 rounded-md px-3 py-2 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {t('skip')}
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-6 border-r px-3 py-5 md:flex">
        <Link href={homeOf(role)} className="target relative rounded-lg px-3">
          <Brand />
        </Link>
        <NavigationLinks role={role} as="side" />
        <div className="mt-auto">
          <PersonMenu />
        </div>
      </aside>
      <header className="bg-background/85 sticky top-0 z-30 flex items-center justify-between border-b px-4 py-2.5 backdrop-blur-md md:hidden">
        <Link href={homeOf(role)} className="target relative rounded-lg">
          <Brand />
        </Link>
        <PersonMenu compact />
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl px-4 pt-5 pb-28 outline-none md:px-8 md:py-8"
      >
        {children}
      </main>
      <div className="bg-background/90 fixed inset-x-0 bottom-0 z-30 border-t px-2 pb-[env(safe-area-inset-bottom)] backdrop-blur-md md:hidden">
        <NavigationLinks role={role} as="bar" />
      </div>
    </div>
  );
}
