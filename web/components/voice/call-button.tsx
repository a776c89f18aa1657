'use client';

import { Phone } from 'lucide-react';
import { useTranslations } from 'next-intl';

import { Button, type ButtonProps } from '@/components/ui/button';
import { tip } from '@/components/ui/tooltip';

export interface CallButtonProps {
  phoneNumber?: string | null;
  contactId?: string;
  contactName?: string;
  onCall: (toNumber: string, contactId?: string, contactName?: string) => void;
  variant?: ButtonProps['variant'];
  size?: ButtonProps['size'];
  className?: string;
  /** Why nobody can be called; given, the button says so and does nothing. */
  disabledReason?: string | undefined;
}

/** Calls somebody. Where there is nobody to call it says why, to the keyboard and the ear as well. */
export function CallButton({
  phoneNumber,
  contactId,
  contactName,
  onCall,
  variant = 'ghost',
  size = 'icon',
  className,
  disabledReason,
}: CallButtonProps) {
  const t = useTranslations('voice.callButton');
  const reason = disabledReason ?? (phoneNumber || contactId ? '' : t('nobody'));
  const who = contactName ?? phoneNumber ?? '';
  const label = who ? t('callSomebody', { name: who }) : t('call');
  const isIcon = size?.startsWith('icon') ?? false;
  return (
    <Button
      {...tip(reason || label)}
      variant={variant}
      size={size}
      className={className}
      aria-label={isIcon ? label : undefined}
      // Disabled for good it couldn't be focused, and nobody would hear why.
      aria-disabled={reason ? true : undefined}
      aria-description={reason || undefined}
      onClick={() => {
        if (!reason) onCall(phoneNumber ?? '', contactId, contactName);
      }}
    >
      <Phone aria-hidden />
      {!isIcon && t('call')}
    </Button>
  );
}
