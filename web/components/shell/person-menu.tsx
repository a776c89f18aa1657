'use client';

import { ChevronsUpDown, LogOut } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useTransition } from 'react';

import { signOut } from '@/app/actions';
import { useSession } from '@/components/session-provider';
import { Avatar } from '@/components/ui/avatar';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { PreferenceItems } from './preferences-menu';

/** Who is signed in, his preferences, and the way out. */
export function PersonMenu({ compact = false }: { compact?: boolean }) {
  const t = useTranslations('shell');
  const { person } = useSession();
  const [, start] = useTransition();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={compact ? t('menuOf', { name: person.name }) : undefined}
        className={
          compact
            ? 'rounded-full'
            : 'hover:bg-accent flex w-full items-center gap-3 rounded-lg p-2 text-left transition-colors'
        }
      >
        <Avatar name={person.name} size="sm" />
        {!compact && (
          <>
            <span className="min-w-0 flex-1 leading-tight">
              <span className="block truncate text-sm font-medium">{person.name}</span>
              <span className="text-muted-foreground block truncate text-xs">
                {t(`roles.${person.role}`)}
              </span>
            </span>
            <ChevronsUpDown aria-hidden className="text-muted-foreground size-4" />
          </>
        )}
      </DropdownMenuTrigger>
      <DropdownMenuContent align={compact ? 'end' : 'start'}>
        <PreferenceItems />
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => start(() => signOut())}>
          <LogOut aria-hidden /> {t('signOut')}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
