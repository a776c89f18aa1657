'use client';

import { Phone, PhoneOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useRef } from 'react';
import { createPortal } from 'react-dom';

import { useModal } from '@/components/ui/modal';

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
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useModal(box, { first: title, coversCalls: true });
  return createPortal(
    <div
      ref={box}
      role="alertdialog"
      aria-modal
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      className="animate-fade bg-background/85 low:justify-center low:gap-6 low:py-4 fixed inset-0 z-60 flex flex-col items-center justify-between gap-8 overflow-y-auto px-6 pt-[16dvh] pb-[max(9dvh,2.5rem)] backdrop-blur-xl outline-none md:justify-center md:gap-20 md:py-10"
    >
      <div className="low:flex-row low:gap-6 low:text-left flex max-w-full flex-col items-center gap-10 text-center">
        <RingingAvatar name={name} />
        <div className="grid min-w-0 gap-1.5">
          <h2
            ref={title}
            id={`${id}-title`}
            tabIndex={-1}
            dir="auto"
            className="text-3xl font-semibold text-balance break-words outline-none"
          >
            {name}
          </h2>
          {contactPhone && contactPhone !== name && (
            <p dir="ltr" className="text-muted-foreground text-lg tabular-nums">
              {contactPhone}
            </p>
          )}
          <p id={`${id}-text`} className="text-muted-foreground">
            {t('calls')}
          </p>
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
    </div>,
    document.body,
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
