'use client';

import { Pencil } from 'lucide-react';
import { useTranslations } from 'next-intl';

import { Avatar } from '@/components/ui/avatar';
import { Button } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import { Tooltip } from '@/components/ui/tooltip';
import { CallButton } from '@/components/voice/call-button';
import { useCallCenter } from '@/components/voice/call-center';
import { usePresence, type Presence } from '@/components/voice/presence';
import type { Contact } from '@/lib/api/client';
import { cn } from '@/lib/cn';

const cell = 'px-3 py-2.5 first:pl-5 last:pr-4';
const wide = 'max-md:hidden';

export function ContactsTable({
  contacts,
  onEdit,
}: {
  contacts: readonly Contact[];
  onEdit: (contact: Contact) => void;
}) {
  const t = useTranslations('contacts');
  const presenceOf = usePresence();
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
          <th scope="col" className={cn(cell, 'w-27 py-2 font-medium')}>
            <span className="sr-only">{t('columns.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody className="divide-border/70 divide-y">
        {contacts.map((contact) => (
          <ContactRow
            key={contact.id}
            contact={contact}
            presence={contact.callable ? presenceOf(contact) : undefined}
            onEdit={onEdit}
          />
        ))}
      </tbody>
    </table>
  );
}

/** Why nobody would answer; undefined where somebody may. */
function useReason(contact: Contact, presence: Presence | undefined): string | undefined {
  const t = useTranslations('contacts.reasons');
  const { isInitialized, callState } = useCallCenter();
  const { name } = contact;
  if (!contact.callable) return t('noPortal', { name });
  if (presence === 'away') return t('away', { name });
  if (callState !== 'idle') return t('inCall');
  return isInitialized ? undefined : t('notConnected');
}

const after = (first: string, second: string | null) =>
  second ? (first ? ` · ${second}` : second) : '';

function ContactRow({
  contact,
  presence,
  onEdit,
}: {
  contact: Contact;
  presence: Presence | undefined;
  onEdit: (contact: Contact) => void;
}) {
  const t = useTranslations('contacts');
  const center = useCallCenter();
  const reason = useReason(contact, presence);
  const state = !contact.callable ? t('noPortal') : presence ? t(presence) : '';
  return (
    <tr className="hover:bg-accent/50 group transition-colors">
      <th scope="row" className={cn(cell, 'font-normal')}>
        <span className="flex items-center gap-3">
          <Avatar name={contact.name} presence={presence} />
          <span className="min-w-0">
            <span className="block truncate font-medium">{contact.name}</span>
            <span className="text-muted-foreground block truncate text-[0.8125rem] leading-snug">
              {state}
              <span className="max-md:hidden">{after(state, contact.company)}</span>
            </span>
            <span className="text-muted-foreground block truncate text-[0.8125rem] leading-snug tabular-nums md:hidden">
              {contact.phone}
            </span>
          </span>
        </span>
      </th>
      <td className={cn(cell, wide, 'truncate text-sm tabular-nums')}>{contact.phone}</td>
      <td className={cn(cell, wide, 'text-muted-foreground truncate text-sm')}>
        {contact.email && (
          <a href={`mailto:${encodeURIComponent(contact.email)}`} className="hover:text-foreground hover:underline">
            {contact.email}
          </a>
        )}
      </td>
      <td className={cn(cell, 'text-right whitespace-nowrap')}>
        <Tooltip content={t('edit', { name: contact.name })}>
          <Button
            variant="ghost"
            size="icon"
            aria-label={t('edit', { name: contact.name })}
            onClick={() => onEdit(contact)}
            className="text-muted-foreground"
          >
            <Pencil aria-hidden />
          </Button>
        </Tooltip>
        <CallButton
          phoneNumber={contact.phone}
          contactId={contact.id}
          contactName={contact.name}
          onCall={(...whom) => center.call(...whom)}
          disabledReason={reason}
          variant={reason ? 'ghost' : 'soft'}
        />
      </td>
    </tr>
  );
}

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
