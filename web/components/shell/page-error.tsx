'use client';

import { CloudOff } from 'lucide-react';
import { useTranslations } from 'next-intl';

import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';

/** What a page shows that couldn't be shown, for each page's `error.tsx`. */
export function PageError({ reset }: { error: Error; reset: () => void }) {
  const t = useTranslations('common');
  return (
    <Card className="mx-auto max-w-xl">
      <EmptyState
        tone="bad"
        icon={CloudOff}
        title={t('pageFailed.title')}
        action={<Button onClick={reset}>{t('tryAgain')}</Button>}
      >
        {t('pageFailed.text')}
      </EmptyState>
    </Card>
  );
}
