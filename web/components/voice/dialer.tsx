'use client';

import { useQuery } from '@tanstack/react-query';
import { Delete, Grid3x3, List, Phone, Search, UserRoundX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useMemo, useState, type KeyboardEvent } from 'react';

import { useSession } from '@/components/session-provider';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { Input } from '@/components/ui/input';
import { Tooltip } from '@/components/ui/tooltip';
import { useDebounced } from '@/hooks/use-debounced';
import { useHydrated } from '@/hooks/use-hydrated';
import type { Contact } from '@/lib/api/client';
import { contactsQuery } from '@/lib/api/queries';
import { cn } from '@/lib/cn';
import { ContactOptions } from './contact-options';
import { DialPad } from './dial-pad';

export interface DialerProps {
  onCall: (toNumber: string, contactId?: string, contactName?: string) => void;
  disabled?: boolean;
}

/** Digits, and what stands between them on paper; three at least are a number. */
const looksLikeNumber = (text: string): boolean =>
  /^[+*#\d][\d\s().*#+-]*$/u.test(text) && (text.match(/\d/gu)?.length ?? 0) >= 3;

/** Whom nobody can call is no reason to scroll. */
const callableFirst = (contacts: readonly Contact[]): readonly Contact[] =>
  [...contacts].sort((one, other) => Number(other.callable) - Number(one.callable));

/** Whom to call: found by name, company or number, or typed on the keys. */
export function Dialer({ onCall, disabled = false }: DialerProps) {
  const t = useTranslations('voice.dialer');
  const { api } = useSession();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Contact | null>(null);
  const [activeAt, setActiveAt] = useState(-1);
  const [hasPad, setHasPad] = useState(false);
  const listId = useId();
  const search = useDebounced(text.trim());
  const isHydrated = useHydrated();
  const found = useQuery(contactsQuery(api, search));
  const contacts = useMemo(
    () => (isHydrated && found.data ? callableFirst(found.data.items) : undefined),
    [isHydrated, found.data],
  );

  const number = looksLikeNumber(text.trim()) ? text.trim() : '';
  // The contact whose number was typed, once the search has found no other.
  const owner =
    number && contacts?.length === 1 && search === text.trim() ? contacts[0] : undefined;
  const target = chosen ?? owner ?? null;
  const canCall = !disabled && (target ? target.callable : number !== '');

  const type = (next: string) => {
    setText(next);
    setChosen(null);
    setActiveAt(next.trim() ? 0 : -1);
  };
  const choose = (contact: Contact) => {
    setChosen(contact);
    setText(contact.name);
  };
  const call = () => {
    if (!canCall) return;
    if (target) onCall(target.phone ?? '', target.id, target.name);
    else onCall(number);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const count = hasPad ? 0 : (contacts?.length ?? 0);
    const active = contacts?.[activeAt];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (count === 0) return;
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setActiveAt((activeAt + step + count) % count);
    } else if (event.key === 'Enter') {
      if (!target && !number && active?.callable) choose(active);
      else call();
    } else if (event.key === 'Escape' && text) {
      type('');
    } else return;
    event.preventDefault();
  };

  return (
    <Card aria-label={t('label')} className="flex flex-col overflow-hidden">
      <div className="relative p-4 pb-3">
        <Search
          aria-hidden
          className="text-muted-foreground pointer-events-none absolute top-1/2 left-7 size-4.5 -translate-y-[calc(50%-2px)]"
        />
        <Input
          role="combobox"
          aria-label={t('search')}
          aria-expanded={!hasPad}
          aria-controls={hasPad ? undefined : listId}
          aria-autocomplete="list"
          aria-activedescendant={
            !hasPad && activeAt >= 0 && contacts?.[activeAt] ? `${listId}-${activeAt}` : undefined
          }
          autoComplete="off"
          spellCheck={false}
          inputMode={hasPad ? 'tel' : 'search'}
          placeholder={t('placeholder')}
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
          className={cn('h-11 pl-10 text-base tabular-nums', hasPad ? 'pr-22' : 'pr-13')}
        />
        {hasPad && text && (
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t('deleteDigit')}
            onClick={() => type(chosen ? '' : text.slice(0, -1))}
            className="text-muted-foreground absolute top-1/2 right-14 -translate-y-[calc(50%-2px)]"
          >
            <Delete aria-hidden />
          </Button>
        )}
        <Tooltip content={hasPad ? t('showContacts') : t('showKeypad')}>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={hasPad ? t('showContacts') : t('showKeypad')}
            aria-pressed={hasPad}
            onClick={() => setHasPad(!hasPad)}
            className="text-muted-foreground absolute top-1/2 right-5.5 -translate-y-[calc(50%-2px)]"
          >
            {hasPad ? <List aria-hidden /> : <Grid3x3 aria-hidden />}
          </Button>
        </Tooltip>
      </div>

      {hasPad ? (
        <div className="grid h-[19.5rem] content-center border-y px-5">
          <DialPad plus onDigit={(digit) => type((chosen ? '' : text) + digit)} />
        </div>
      ) : (
        <div className="grid h-[19.5rem] grid-rows-[minmax(0,1fr)] border-y">
          {found.isError && !contacts ? (
            <EmptyState
              tone="bad"
              icon={UserRoundX}
              title={t('failed.title')}
              action={
                <Button size="sm" variant="outline" onClick={() => void found.refetch()}>
                  {t('failed.again')}
                </Button>
              }
            >
              {t('failed.text')}
            </EmptyState>
          ) : (
            <ContactOptions
              id={listId}
              contacts={contacts}
              activeAt={activeAt}
              chosenId={target?.id}
              search={search}
              hasMore={Boolean(found.data?.nextCursor)}
              onChoose={choose}
            />
          )}
        </div>
      )}

      <div className="p-4 pt-3.5">
        <Button size="lg" disabled={!canCall} onClick={call} className="w-full">
          <Phone aria-hidden />
          <span className="truncate">
            {target
              ? t('callSomebody', { name: target.name })
              : number
                ? t('callSomebody', { name: number })
                : t('call')}
          </span>
        </Button>
      </div>
    </Card>
  );
}
