import { useTranslations } from 'next-intl';

import { cn } from '@/lib/cn';

/** The mark and the name. */
export function Brand({ size = 'default' }: { size?: 'default' | 'lg' }) {
  const t = useTranslations('common');
  const isLarge = size === 'lg';
  return (
    <span className="flex items-center gap-2.5">
      <span
        className={cn(
          'bg-primary text-primary-foreground grid place-items-center',
          isLarge ? 'size-12 rounded-2xl' : 'size-8 rounded-[0.625rem]',
        )}
      >
        <svg aria-hidden viewBox="0 0 24 24" fill="none" className={isLarge ? 'size-7' : 'size-5'}>
          <g stroke="currentColor" strokeWidth="2.25" strokeLinecap="round">
            <path d="M5 9.5v5M9.67 6v12M14.33 8.5v7M19 10.5v3" />
          </g>
        </svg>
      </span>
      {!isLarge && (
        <span className="text-[1.0625rem] font-semibold tracking-tight">{t('product')}</span>
      )}
    </span>
  );
}
