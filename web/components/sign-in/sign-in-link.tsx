import { getTranslations } from 'next-intl/server';

import { Button } from '@/components/ui/button';
import { identity } from '@/lib/identity';

/** To the identity provider. A plain link: it leaves the app. */
export async function SignInLink() {
  const t = await getTranslations('signIn');
  return (
    <Button asChild size="lg">
      <a href={identity().signInPath}>{t('signIn')}</a>
    </Button>
  );
}
