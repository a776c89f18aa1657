'use client';

import { CloudOff } from 'lucide-react';
import { useTranslations } from 'next-intl';

import { Button } from './button';
import { EmptyState } from './empty-state';

/** A list or a page's figures couldn't be had: what, what that means, and once more. */
export function QueryFailed({
  title,
  text,
  onRetry,
}: {
  title: string;
  text: string;
  onRetry: () => void;
}) {
  const t = useTranslations('common');
  return (
    <EmptyState
      tone="bad"
      icon={CloudOff}
      title={title}
      action={
        <Button size="sm" variant="outline" onClick={onRetry}>
          {t('tryAgain')}
        </Button>
      }
    >
      {text}
    </EmptyState>
  );
}
