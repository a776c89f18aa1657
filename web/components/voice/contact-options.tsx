'use client';

import { UserRoundSearch, Users } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo, useEffect, useRef, useState } from 'react';

import { Avatar } from '@/components/ui/avatar';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';
import type { Contact } from '@/lib/api/client';
import { cn } from '@/lib/cn';
import { usePresence, type Presence } from './presence';

/** The contacts beneath the search field; a listbox, in which that field moves. */
export function ContactOptions({
  id,
  contacts,
  activeAt,
  chosenId,
  search,
  isNumber,
  hasMore,
  onChoose,
}: {
  id: string;
  /** undefined while they are loading. */
  contacts: readonly Contact[] | undefined;
  activeAt: number;
  chosenId: string | undefined;
  search: string;
  /** What was searched is a whole number. */
  isNumber: boolean;
  hasMore: boolean;
  onChoose: (contact: Contact) => void;
}) {
  const t = useTranslations('voice.dialer');
  const presenceOf = usePresence();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const active = list.current?.querySelector('[data-active]');
    active?.scrollIntoView({ block: 'nearest' });
  }, [activeAt]);
  const choose = useRef(onChoose);
  useEffect(() => {
    choose.current = onChoose;
  });
  const [chooseOne] = useState(() => (contact: Contact) => choose.current(contact));

  if (!contacts) return <OptionsSkeleton id={id} label={t('contacts')} />;
  if (contacts.length === 0) {
    return (
      <div id={id} role="listbox" aria-label={t('contacts')}>
        {isNumber ? (
          <EmptyState icon={UserRoundSearch} title={t('unknown.title')}>
            {t('unknown.text')}
          </EmptyState>
        ) : search ? (
          <EmptyState icon={UserRoundSearch} title={t('nobody.title', { search })}>
            {t('nobody.text')}
          </EmptyState>
        ) : (
          <EmptyState icon={Users} title={t('none.title')}>
            {t('none.text')}
          </EmptyState>
        )}
      </div>
    );
  }
  return (
    <>
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label={t('contacts')}
        className="grid grid-cols-[minmax(0,1fr)] content-start overflow-y-auto overscroll-contain px-2 py-1.5"
      >
        {contacts.map((contact, at) => (
          <Option
            key={contact.id}
            id={`${id}-${at}`}
            contact={contact}
            presence={contact.callable ? presenceOf(contact) : undefined}
            isActive={at === activeAt}
            isChosen={contact.id === chosenId}
            onChoose={chooseOne}
          />
        ))}
      </div>
      {hasMore && (
        <p className="text-muted-foreground border-t px-2.5 py-2 text-center text-[0.8125rem]">
          {t('more')}
        </p>
      )}
    </>
  );
}

const Option = memo(function Option({
  id,
  contact,
  presence,
  isActive,
  isChosen,
  onChoose,
}: {
  id: string;
  contact: Contact;
  presence: Presence | undefined;
  isActive: boolean;
  isChosen: boolean;
  onChoose: (contact: Contact) => void;
}) {
  const t = useTranslations('voice.dialer');
  const said = !contact.callable ? t('notCallable') : presence ? t(presence) : '';
  return (
    // The search field has the keyboard; a listbox's options take none.
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      aria-disabled={!contact.callable}
      data-active={isActive || undefined}
      onClick={() => {
        if (contact.callable) onChoose(contact);
      }}
      className={cn(
        'flex cursor-pointer items-center gap-3 rounded-lg px-2.5 py-2',
        'hover:bg-accent aria-disabled:cursor-default aria-disabled:opacity-60',
        isActive && 'bg-accent',
        isChosen && 'bg-primary-soft hover:bg-primary-soft',
      )}
    >
      <Avatar name={contact.name} presence={presence} />
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate leading-snug font-medium">
          {contact.name}
        </span>
        <span
          dir="auto"
          className="text-muted-foreground block truncate text-[0.8125rem] leading-snug"
        >
          {[contact.company, contact.phone].filter(Boolean).join(' · ') || contact.email}
        </span>
      </span>
      <span className="text-muted-foreground text-xs whitespace-nowrap">{said}</span>
    </div>
  );
});

function OptionsSkeleton({ id, label }: { id: string; label: string }) {
  return (
    <div id={id} role="listbox" aria-label={label} aria-busy="true" className="grid px-2 py-1.5">
      {['w-32', 'w-40', 'w-28', 'w-36', 'w-32'].map((width, at) => (
        <div key={at} className="flex items-center gap-3 px-2.5 py-2">
          <Skeleton className="size-10 rounded-full" />
          <div className="grid gap-1.5">
            <Skeleton className={cn('h-3.5', width)} />
            <Skeleton className="h-3 w-24" />
          </div>
        </div>
      ))}
    </div>
  );
}
