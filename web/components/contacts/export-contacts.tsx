'use client';

import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';

import { useSession } from '@/components/session-provider';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toaster';
import { ApiError, must } from '@/lib/api/client';
import { saveFile } from '@/lib/save-file';

/** The contacts that are listed, all of them, as a CSV file. */
export function ExportContacts({ search, disabled }: { search: string; disabled: boolean }) {
  const t = useTranslations('contacts.export');
  const { api } = useSession();
  const fetchFile = useMutation({
    mutationFn: () =>
      must(
        api.GET('/api/contacts.csv', {
          params: { query: search ? { search } : {} },
          parseAs: 'blob',
        }),
      ),
    onSuccess: (file) => saveFile(file, `contacts-${new Date().toISOString().slice(0, 10)}.csv`),
    onError: (reason) => {
      const isTooMuch = reason instanceof ApiError && reason.status === 422;
      toast.error(isTooMuch ? t('tooMuch') : t('failed'));
    },
  });
  return (
    <Button
      variant="outline"
      disabled={disabled || fetchFile.isPending}
      onClick={() => fetchFile.mutate()}
    >
      <Download aria-hidden /> {t('open')}
    </Button>
  );
}
