import { getTranslations } from 'next-intl/server';

import { buttonVariants } from '@/components/ui/button';
import { identity } from '@/lib/identity';

/** To the identity provider. A plain link: it leaves the app. */
export async function SignInLink() {
  const t = await getTranslations('signIn');
  return (
    <a href={identity().signInPath} className={buttonVariants({ size: 'lg' })}>
      {t('signIn')}
    </a>
  );
}
