import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';

import { PeopleList } from '@/components/sign-in/people-list';
import { SignInLink } from '@/components/sign-in/sign-in-link';
import { Brand } from '@/components/shell/brand';
import { PreferencesMenu } from '@/components/shell/preferences-menu';
import { ClientMessages } from '@/i18n/client-messages';
import { cn } from '@/lib/cn';
import { listPeople } from '@/lib/identity/development';
import { homeOf } from '@/lib/navigation';
import { getPerson } from '@/lib/session';
import { settings } from '@/lib/settings';

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const person = await getPerson();
  if (person) redirect(homeOf(person.role));
  const t = await getTranslations('signIn');
  const hasFailed = 'failed' in (await searchParams);
  const isDevelopment = settings().identity === 'development';
  return (
    <ClientMessages areas={['signIn']}>
      <main
        className={cn(
          'mx-auto grid min-h-dvh w-full max-w-md content-center gap-8 px-5 py-10',
          isDevelopment && 'md:max-w-4xl',
        )}
      >
        <header className="grid justify-items-center gap-4 text-center">
          <Brand size="lg" />
          <div className="grid gap-1.5">
            <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
            <p className="text-muted-foreground text-balance">
              {isDevelopment ? t('choosePerson') : t('text')}
            </p>
          </div>
        </header>
        {hasFailed && (
          <p
            role="alert"
            className="bg-destructive-soft text-destructive-soft-foreground rounded-xl px-4 py-3 text-sm"
          >
            {t('providerFailed')}
          </p>
        )}
        {isDevelopment ? <PeopleList people={await listPeople()} /> : <SignInLink />}
        <footer className="flex justify-center">
          <PreferencesMenu />
        </footer>
      </main>
    </ClientMessages>
  );
}
