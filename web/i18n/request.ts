import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';

import { isLocale, localeCookie, preferredLocale } from './locales';
import { loadMessages } from './messages';

export default getRequestConfig(async () => {
  const chosen = (await cookies()).get(localeCookie)?.value;
  const locale = isLocale(chosen)
    ? chosen
    : preferredLocale((await headers()).get('accept-language'));
  return { locale, messages: await loadMessages(locale) };
});
