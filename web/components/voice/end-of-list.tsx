'use client';

import { LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';

import { Button } from '@/components/ui/button';

/** Asks for more as soon as it is nearly seen; a button, where that failed or can't be noticed. */
export function EndOfList({
  hasMore,
  isFetching,
  isFailed,
  onMore,
}: {
  hasMore: boolean;
  isFetching: boolean;
  isFailed: boolean;
  onMore: () => void;
}) {
  const t = useTranslations('voice.history');
  const tCommon = useTranslations('common');
  const end = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  useEffect(() => {
    more.current = onMore;
  });
  useEffect(() => {
    const element = end.current;
    if (!element || !hasMore || isFetching || isFailed) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) more.current();
      },
      { rootMargin: '600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasMore, isFetching, isFailed]);
  if (!hasMore) return null;
  return (
    <div ref={end} className="flex justify-center py-4">
      {isFetching ? (
        <LoaderCircle
          role="img"
          aria-label={t('loadingMore')}
          className="text-muted-foreground size-5 animate-spin"
        />
      ) : (
        <Button size="sm" variant="ghost" onClick={onMore}>
          {isFailed ? tCommon('tryAgain') : t('more')}
        </Button>
      )}
    </div>
  );
}
