'use client';

import { Delete, Grid3x3, List, Phone, Search, UserRoundPlus } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';

import { useSession } from '@/components/session-provider';
import { Button, buttonVariants } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { Combobox } from '@/components/ui/combobox';
import { QueryFailed } from '@/components/ui/query-failed';
import { tip } from '@/components/ui/tooltip';
import { cn } from '@/lib/cn';
import { ContactOptions } from './contact-options';
import { DialPad } from './dial-pad';
import { useDialer } from './use-dialer';

export interface DialerProps {
  onCall: (toNumber: string, contactId?: string, contactName?: string) => void;
  disabled?: boolean;
}

/** Whom to call: found by name, company or number, or typed on the keys. */
export function Dialer({ onCall, disabled = false }: DialerProps) {
  const t = useTranslations('voice.dialer');
  const [hasPad, setHasPad] = useState(false);
  const dialer = useDialer(onCall, disabled);
  const listId = useId();
  const { contacts, target, number } = dialer;
  const name = target?.name ?? number;

  return (
    <Card
      aria-label={t('label')}
      data-focus-home
      tabIndex={-1}
      className="flex flex-col overflow-hidden outline-none"
    >
      <div className="relative p-4 pb-3">
        <Search
          aria-hidden
          className="text-muted-foreground pointer-events-none absolute top-1/2 left-7.5 size-4.5 -translate-y-[calc(50%-2px)]"
        />
        <Combobox
          aria-label={t('search')}
          placeholder={t('placeholder')}
          inputMode={hasPad ? 'tel' : 'search'}
          listId={listId}
          count={hasPad ? undefined : (contacts?.length ?? 0)}
          activeAt={dialer.activeAt}
          onActive={dialer.setActiveAt}
          onEnter={dialer.enter}
          value={dialer.text}
          onChange={(event) => dialer.type(event.target.value)}
          className={cn('h-11 pl-10 text-base tabular-nums', hasPad ? 'pr-22' : 'pr-13')}
        />
        {hasPad && dialer.text && (
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t('deleteDigit')}
            onClick={dialer.deleteLast}
            className="text-muted-foreground absolute top-1/2 right-16 -translate-y-[calc(50%-2px)]"
          >
            <Delete aria-hidden />
          </Button>
        )}
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={hasPad ? t('showContacts') : t('showKeypad')}
          {...tip(hasPad ? t('showContacts') : t('showKeypad'))}
          onClick={() => setHasPad(!hasPad)}
          className="text-muted-foreground absolute top-1/2 right-5.5 -translate-y-[calc(50%-2px)]"
        >
          {hasPad ? <List aria-hidden /> : <Grid3x3 aria-hidden />}
        </Button>
      </div>

      {hasPad ? (
        <div className="grid min-h-[19.5rem] content-center border-y px-5 py-3">
          <DialPad plus onDigit={dialer.press} />
        </div>
      ) : (
        <div className="grid h-[19.5rem] grid-rows-[minmax(0,1fr)] border-y lg:h-[max(19.5rem,calc(100dvh-21rem))]">
          {dialer.isFailed ? (
            <QueryFailed title={t('failed.title')} text={t('failed.text')} onRetry={dialer.retry} />
          ) : (
            <ContactOptions
              id={listId}
              contacts={contacts}
              activeAt={dialer.activeAt}
              chosenId={target?.id}
              search={dialer.search}
              isNumber={dialer.isUnknown}
              hasMore={dialer.hasMore}
              onChoose={dialer.choose}
            />
          )}
        </div>
      )}

      <div className="grid gap-2.5 p-4 pt-3.5">
        {dialer.isUnknown ? (
          <Unknown isOnKeypad={hasPad} />
        ) : (
          <Button size="lg" disabled={!dialer.canCall} onClick={dialer.call} className="w-full">
            <Phone aria-hidden />
            <span className="truncate">{name ? t('callSomebody', { name }) : t('call')}</span>
          </Button>
        )}
      </div>
    </Card>
  );
}

/** The number is nobody's: no call would come of it. */
function Unknown({ isOnKeypad }: { isOnKeypad: boolean }) {
  const t = useTranslations('voice.dialer');
  const { person } = useSession();
  return (
    <>
      {isOnKeypad && (
        <p role="status" className="text-muted-foreground text-center text-sm text-balance">
          {t('unknown.title')} {t('unknown.text')}
        </p>
      )}
      {person.role === 'tenant_member' && (
        <Link href="/contacts" className={cn(buttonVariants({ size: 'lg' }), 'w-full')}>
          <UserRoundPlus aria-hidden /> {t('unknown.add')}
        </Link>
      )}
    </>
  );
}
