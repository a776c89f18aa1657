import { LoaderCircle } from 'lucide-react';
import { getTranslations } from 'next-intl/server';

export default async function Loading() {
  const t = await getTranslations('common');
  return (
    <div className="grid min-h-dvh place-items-center">
      <LoaderCircle
        role="img"
        aria-label={t('loading')}
        className="text-muted-foreground size-6 animate-spin"
      />
    </div>
  );
}
