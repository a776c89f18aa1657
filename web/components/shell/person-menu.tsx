'use client';

import { ChevronsUpDown, LogOut } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Call } from 'ringline';
import { usePhone } from 'ringline/react';

import { useSession } from '@/components/session-provider';
import { Avatar } from '@/components/ui/avatar';
import {
  DropdownMenu,
  DropdownMenuItem,
  DropdownMenuSeparator,
} from '@/components/ui/dropdown-menu';
import { useSignOut } from '@/hooks/use-sign-out';
import { PreferenceItems } from './preferences-menu';
import { SignOutDialog } from './sign-out-dialog';

const goesOn = ({ state }: Call): boolean => state !== 'ended';

/** Who is signed in, his preferences, and the way out. */
export function PersonMenu({ compact = false }: { compact?: boolean }) {
  const t = useTranslations('shell');
  const { person } = useSession();
  const phone = usePhone();
  const [callToEnd, setCallToEnd] = useState<Call | null>(null);

  const leave = useSignOut();
  const askToLeave = () => {
    const call = phone?.getSnapshot().calls.find(goesOn);
    if (call) setCallToEnd(call);
    else leave();
  };
  const endAndLeave = () => {
    // Others may have come since; of those that ended meanwhile there is nothing left to do.
    for (const call of phone?.getSnapshot().calls ?? []) if (goesOn(call)) phone?.hangUp(call.id);
    setCallToEnd(null);
    leave();
  };

  return (
    <>
      <DropdownMenu
        label={t('menuOf', { name: person.name })}
        align={compact ? 'end' : 'start'}
        trigger={(given) => (
          <button
            type="button"
            aria-label={compact ? t('menuOf', { name: person.name }) : undefined}
            className={
              compact
                ? 'target relative rounded-full'
                : 'hover:bg-accent flex w-full items-center gap-3 rounded-lg p-2 text-left transition-colors'
            }
            {...given}
          >
            <Avatar name={person.name} size="sm" />
            {!compact && (
              <>
                <span className="min-w-0 flex-1 leading-tight">
                  <span dir="auto" className="block truncate text-sm font-medium">
                    {person.name}
                  </span>
                  <span className="text-muted-foreground block truncate text-xs">
                    {t(`roles.${person.role}`)}
                  </span>
                </span>
                <ChevronsUpDown aria-hidden className="text-muted-foreground size-4" />
              </>
            )}
          </button>
        )}
      >
        <PreferenceItems />
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={askToLeave}>
          <LogOut aria-hidden /> {t('signOut')}
        </DropdownMenuItem>
      </DropdownMenu>
      {callToEnd && (
        <SignOutDialog call={callToEnd} onStay={() => setCallToEnd(null)} onLeave={endAndLeave} />
      )}
    </>
  );
}
