'use client';

import { ChevronRight, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';

import { signInAsPerson } from '@/app/actions';
import { Avatar } from '@/components/ui/avatar';
import { Card } from '@/components/ui/card';
import { toast } from '@/components/ui/toaster';
import type { Person } from '@/lib/api/client';

const roles = ['tenant_member', 'portal_customer'] as const;

/** Everybody whom a development gateway knows, staff first; a click is the sign-in. */
export function PeopleList({ people }: { people: readonly Person[] }) {
  const t = useTranslations('signIn');
  const [chosen, setChosen] = useState('');
  const [isBusy, start] = useTransition();
  const choose = (userId: string) => {
    setChosen(userId);
    start(async () => {
      try {
        await signInAsPerson(userId);
      } catch (reason) {
        // A redirect is thrown, too, and is Next.js's own.
        if (reason instanceof Error && reason.message.includes('NEXT_REDIRECT')) throw reason;
        toast.error(t('failed'));
      }
    });
  };
  return (
    <div className="grid items-start gap-6 md:grid-cols-2">
      {roles.map((role) => (
        <div key={role} className="grid gap-2">
          <h2 className="text-muted-foreground px-1 text-sm font-medium">{t(role)}</h2>
          <Card className="overflow-hidden">
            <ul className="divide-y">
              {people
                .filter((person) => person.role === role)
                .map((person) => (
                  <li key={person.userId}>
                    <button
                      type="button"
                      disabled={isBusy}
                      onClick={() => choose(person.userId)}
                      className="hover:bg-accent focus-visible:bg-accent flex w-full items-center gap-3 px-4 py-3 text-left transition-colors -outline-offset-2 disabled:opacity-60"
                    >
                      <Avatar name={person.name} />
                      <span className="min-w-0 flex-1">
                        <span className="block truncate font-medium">{person.name}</span>
                        <span className="text-muted-foreground block truncate text-sm">
                          {[tenantName(person.tenantId), person.phone].filter(Boolean).join(' · ')}
                        </span>
                      </span>
                      {isBusy && chosen === person.userId ? (
                        <LoaderCircle aria-hidden className="size-4 animate-spin" />
                      ) : (
                        <ChevronRight aria-hidden className="text-muted-foreground size-4" />
                      )}
                    </button>
                  </li>
                ))}
            </ul>
          </Card>
        </div>
      ))}
    </div>
  );
}

/** "tenant_harbor" is "Harbor"; the gateway gives no better name. */
function tenantName(id: string): string {
  const name = id.replace(/^tenant[_-]/u, '');
  return name.charAt(0).toUpperCase() + name.slice(1);
}
