'use client';

import { Phone, PhoneOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog } from 'radix-ui';
import { useRef } from 'react';

import { RingingAvatar } from './ringing-avatar';

export interface IncomingCallProps {
  callerName: string | null;
  contactPhone: string | null;
  onAccept: () => void;
  onReject: () => void;
}

/**
 * Somebody calls: over everything else, until it is answered, rejected or over. The keyboard starts on
 * the caller's name, so that a key meant for a text field neither accepts nor rejects.
 */
export function IncomingCall({ callerName, contactPhone, onAccept, onReject }: IncomingCallProps) {
  const t = useTranslations('voice.incoming');
  const name = callerName ?? contactPhone ?? t('somebody');
  const title = useRef<HTMLHeadingElement>(null);
  const keep = (event: Event) => event.preventDefault();
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Overlay className="animate-fade bg-background/85 fixed inset-0 z-50 backdrop-blur-xl" />
        <Dialog.Content
          role="alertdialog"
          onEscapeKeyDown={keep}
          onInteractOutside={keep}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            title.current?.focus();
          }}
          className="animate-fade fixed inset-0 z-50 flex flex-col items-center justify-between gap-8 px-6 pt-[16dvh] pb-[max(9dvh,2.5rem)] outline-none md:justify-center md:gap-20 md:py-10"
        >
          <div className="flex flex-col items-center gap-10 text-center">
            <RingingAvatar name={name} />
            <div className="grid gap-1.5">
              <Dialog.Title
                ref={title}
                tabIndex={-1}
                className="text-3xl font-semibold text-balance outline-none"
              >
                {name}
              </Dialog.Title>
              {contactPhone && contactPhone !== name && (
                <p className="text-muted-foreground text-lg tabular-nums">{contactPhone}</p>
              )}
              <Dialog.Description className="text-muted-foreground">
                {t('calls')}
              </Dialog.Description>
            </div>
          </div>
          <div className="flex w-full max-w-80 items-start justify-between">
            <Choice
              icon={PhoneOff}
              label={t('reject')}
              onClick={onReject}
              look="bg-destructive text-destructive-foreground"
            />
            <Choice
              icon={Phone}
              label={t('accept')}
              onClick={onAccept}
              look="bg-primary text-primary-foreground"
            />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Choice({
  icon: Icon,
  label,
  onClick,
  look,
}: {
  icon: typeof Phone;
  label: string;
  onClick: () => void;
  look: string;
}) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="group grid justify-items-center gap-2.5 rounded-2xl p-1 text-sm font-medium"
    >
      <span
        className={`${look} shadow-float grid size-18 place-items-center rounded-full transition-[scale] duration-150 group-hover:scale-105 group-active:scale-95`}
      >
        <Icon aria-hidden className="size-7" strokeWidth={1.85} />
      </span>
      {label}
    </button>
  );
}
