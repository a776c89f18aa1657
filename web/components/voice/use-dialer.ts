'use client';

import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';

import { useSession } from '@/components/session-provider';
import { useDebounced } from '@/hooks/use-debounced';
import { useHydrated } from '@/hooks/use-hydrated';
import type { Contact } from '@/lib/api/client';
import { contactsQuery } from '@/lib/api/queries';

/** Digits, and what stands between them on paper; three at least are a number. */
const looksLikeNumber = (text: string): boolean =>
  /^[+*#\d][\d\s().*#+-]*$/u.test(text) && (text.match(/\d/gu)?.length ?? 0) >= 3;

/** Whom nobody can call is no reason to scroll. */
const callableFirst = (contacts: readonly Contact[]): readonly Contact[] =>
  [...contacts].sort((one, other) => Number(other.callable) - Number(one.callable));

export type CallSomebody = (toNumber: string, contactId?: string, contactName?: string) => void;

/** Whom to call: what is typed, who is found by it, who was chosen, and whether that can be called. */
export function useDialer(onCall: CallSomebody, disabled: boolean) {
  const { api } = useSession();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<Contact | null>(null);
  const [activeAt, setActiveAt] = useState(-1);
  const typed = text.trim();
  const search = useDebounced(typed);
  const isHydrated = useHydrated();
  const found = useQuery(contactsQuery(api, search));
  const contacts = useMemo(
    () => (isHydrated && found.data ? callableFirst(found.data.items) : undefined),
    [isHydrated, found.data],
  );

  const number = looksLikeNumber(typed) ? typed : '';
  // The contact whose number was typed, once the search has found no other.
  const owner = number && contacts?.length === 1 && search === typed ? contacts[0] : undefined;
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
  return {
    text,
    search,
    contacts,
    target,
    number,
    canCall,
    activeAt,
    hasMore: Boolean(found.data?.nextCursor),
    isFailed: found.isError && !contacts,
    /** A number of nobody's: no browser would ring. */
    isUnknown: number !== '' && contacts?.length === 0 && search === typed,
    type,
    /** One more key of the keypad. */
    press: (digit: string) => type((chosen ? '' : text) + digit),
    deleteLast: () => type(chosen ? '' : text.slice(0, -1)),
    choose,
    call,
    /** Enter: who is marked is chosen, who is chosen is called. */
    enter: () => {
      const active = contacts?.[activeAt];
      if (!target && !number && active?.callable) choose(active);
      else call();
    },
    setActiveAt,
    retry: () => void found.refetch(),
  };
}
