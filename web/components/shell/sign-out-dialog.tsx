import { useTranslations } from 'next-intl';
import type { Call } from 'ringline';

import { Button } from '@/components/ui/button';
import { Dialog, DialogDescription, DialogTitle } from '@/components/ui/dialog';

/** Asks before a sign-out ends a call. */
export function SignOutDialog({
  call,
  onStay,
  onLeave,
}: {
  call: Call;
  onStay: () => void;
  onLeave: () => void;
}) {
  const t = useTranslations('shell.signOutInCall');
  const tCall = useTranslations('voice.call');
  const name = call.peer.name || call.peer.phoneNumber || tCall('somebody');
  return (
    <Dialog role="alertdialog" onClose={onStay}>
      <div className="grid gap-1.5 pr-8">
        <DialogTitle>{t('title', { name })}</DialogTitle>
        <DialogDescription>{t('text')}</DialogDescription>
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button variant="outline" onClick={onStay}>
          {t('stay')}
        </Button>
        <Button variant="destructive" onClick={onLeave}>
          {t('leave')}
        </Button>
      </div>
    </Dialog>
  );
}
