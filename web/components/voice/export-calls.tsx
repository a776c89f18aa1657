'use client';

import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';

import { useSession } from '@/components/session-provider';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toaster';
import { ApiError, must } from '@/lib/api/client';
import { callParameters, type CallFilters } from '@/lib/api/queries';
import { saveFile } from '@/lib/save-file';

/** The calls that are listed, all of them, as a CSV file. */
export function ExportCalls({ filters, disabled }: { filters: CallFilters; disabled: boolean }) {
  const t = useTranslations('voice.history');
  const { api } = useSession();
  const fetchFile = useMutation({
    mutationFn: () =>
      must(
        api.GET('/api/call-logs.csv', {
          params: { query: callParameters(filters) },
          parseAs: 'blob',
        }),
      ),
    onSuccess: (file) => saveFile(file, `calls-${new Date().toISOString().slice(0, 10)}.csv`),
    onError: (reason) => {
      const isTooMuch = reason instanceof ApiError && reason.status === 422;
      toast.error(isTooMuch ? t('exportTooMuch') : t('exportFailed'));
    },
  });
  return (
    <Button
      variant="ghost"
      size="sm"
      disabled={disabled || fetchFile.isPending}
      onClick={() => fetchFile.mutate()}
      className="text-muted-foreground -mr-2"
    >
      <Download aria-hidden /> {t('export')}
    </Button>
  );
}
