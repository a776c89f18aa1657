'use client';

import { Pencil } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo, useDeferredValue, useMemo } from 'react';

import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { ListPart, partsOf } from '@/components/ui/long-list';
import { Skeleton } from '@/components/ui/skeleton';
import { tip } from '@/components/ui/tooltip';
import { CallButton } from '@/components/voice/call-button';
import { useCallActions } from '@/components/voice/call-center';
import { usePresence, type Presence } from '@/components/voice/presence';
import type { CallSomebody } from '@/components/voice/use-dialer';
import { useIsInCall, useIsOnline } from '@/hooks/use-voice';
import type { Contact } from '@/lib/api/client';
import { cn } from '@/lib/cn';

const cell = 'px-3 py-2.5 first:pl-5 last:pr-4';
const wide = 'max-md:hidden';

/** On a small screen a row has a third line, the number. */
const rowPx = 61;

/** The contacts, drawn where they are near the screen. */
export const ContactsTable = memo(function ContactsTable({
  contacts,
  onEdit,
}: {
  contacts: readonly Contact[];
  onEdit: (contact: Contact) => void;
}) {
  const t = useTranslations('contacts');
  const parts = useMemo(() => partsOf(contacts), [contacts]);
  return (
    <table className="w-full table-fixed text-left">
      <caption className="sr-only">{t('title')}</caption>
      <thead className="text-muted-foreground bg-muted/60 text-xs">
        <tr>
          <th scope="col" className={cn(cell, 'py-2 font-medium')}>
            {t('columns.name')}
          </th>
          <th scope="col" className={cn(cell, wide, 'w-[19%] py-2 font-medium')}>
            {t('columns.phone')}
          </th>
          <th scope="col" className={cn(cell, wide, 'w-[25%] py-2 font-medium')}>
            {t('columns.email')}
          </th>
          <th scope="col" className={cn(cell, 'w-29 py-2 font-medium')}>
            <span className="sr-only">{t('columns.actions')}</span>
          </th>
        </tr>
      </thead>
      {parts.map((part, at) => (
        <Part key={part[0]?.id} contacts={part} startsNear={at < 2} onEdit={onEdit} />
      ))}
    </table>
  );
});

const isSamePart = (before: PartProps, after: PartProps): boolean =>
  before.onEdit === after.onEdit &&
  before.contacts.length === after.contacts.length &&
  before.contacts.every((contact, at) => contact === after.contacts[at]);

interface PartProps {
  contacts: readonly Contact[];
  startsNear: boolean;
  onEdit: (contact: Contact) => void;
}

const Part = memo(function Part({ contacts, startsNear, onEdit }: PartProps) {
  return (
    <ListPart as="tbody" rowPx={rowPx} count={contacts.length} startsNear={startsNear}>
      {() => <Rows contacts={contacts} onEdit={onEdit} />}
    </ListPart>
  );
}, isSamePart);

/** The rows of a part that is drawn: it asks the phone for what all of them need. */
function Rows({ contacts, onEdit }: Omit<PartProps, 'startsNear'>) {
  const { call } = useCallActions();
  const presenceOf = usePresence();
  // That nobody can be called now may be drawn a moment after the call itself.
  const isInCall = useDeferredValue(useIsInCall());
  const isOnline = useIsOnline();
  const blocked = isInCall ? 'inCall' : isOnline ? null : 'notConnected';
  return contacts.map((contact) => (
    <ContactRow
      key={contact.id}
      contact={contact}
      presence={contact.callable ? presenceOf(contact) : undefined}
      blocked={blocked}
      onCall={call}
      onEdit={onEdit}
    />
  ));
}

const after = (first: string, second: string | null) =>
  second ? (first ? ` · ${second}` : second) : '';

const ContactRow = memo(function ContactRow({
  contact,
  presence,
  blocked,
  onCall,
  onEdit,
}: {
  contact: Contact;
  presence: Presence | undefined;
  /** Why nobody can be called now. */
  blocked: 'inCall' | 'notConnected' | null;
  onCall: CallSomebody;
  onEdit: (contact: Contact) => void;
}) {
  const t = useTranslations('contacts');
  const { name } = contact;
  const reason = !contact.callable
    ? t('reasons.noPortal', { name })
    : presence === 'away'
      ? t('reasons.away', { name })
      : blocked
        ? t(`reasons.${blocked}`)
        : undefined;
  const state = !contact.callable ? t('noPortal') : presence ? t(presence) : '';
  const edit = t('edit', { name });
  return (
    <tr className="hover:bg-accent/50 group transition-colors">
      <th scope="row" className={cn(cell, 'font-normal')}>
        <span className="flex items-center gap-3">
          <Avatar name={name} presence={presence} />
          <span className="min-w-0">
            <span dir="auto" className="block truncate font-medium">
              {name}
            </span>
            <span className="text-muted-foreground block truncate text-[0.8125rem] leading-snug">
              {state}
              <span className="max-md:hidden">{after(state, contact.company)}</span>
            </span>
            <span
              dir="ltr"
              className="text-muted-foreground block truncate text-[0.8125rem] leading-snug tabular-nums md:hidden"
            >
              {contact.phone}
            </span>
          </span>
        </span>
      </th>
      <td className={cn(cell, wide, 'truncate text-sm tabular-nums')}>
        <span dir="ltr">{contact.phone}</span>
      </td>
      <td className={cn(cell, wide, 'text-muted-foreground truncate text-sm')}>
        {contact.email && (
          <a
            href={`mailto:${encodeURIComponent(contact.email)}`}
            className="hover:text-foreground hover:underline"
          >
            {contact.email}
          </a>
        )}
      </td>
      <td className={cn(cell, 'text-right whitespace-nowrap')}>
        <Button
          variant="ghost"
          size="icon"
          aria-label={edit}
          {...tip(edit)}
          onClick={() => onEdit(contact)}
          className="text-muted-foreground"
        >
          <Pencil aria-hidden />
        </Button>
        <CallButton
          phoneNumber={contact.phone}
          contactId={contact.id}
          contactName={name}
          onCall={onCall}
          disabledReason={reason}
          variant={reason ? 'ghost' : 'soft'}
        />
      </td>
    </tr>
  );
});

export function ContactsTableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className="grid gap-1 px-5 py-3">
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="flex items-center gap-3 py-2">
          <Skeleton className="size-10 rounded-full" />
          <div className="grid flex-1 gap-2">
            <Skeleton className={at % 2 ? 'h-3.5 w-32' : 'h-3.5 w-44'} />
            <Skeleton className="h-3 w-24" />
          </div>
          <Skeleton className="h-3 w-28 max-md:hidden" />
          <Skeleton className="size-9 rounded-lg" />
        </div>
      ))}
    </div>
  );
}
