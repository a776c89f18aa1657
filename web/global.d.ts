/// <reference types="next" />
/// <reference types="next/image-types/global" />

import type analytics from './messages/en/analytics.json';
import type calls from './messages/en/calls.json';
import type common from './messages/en/common.json';
import type contacts from './messages/en/contacts.json';
import type failures from './messages/en/failures.json';
import type portal from './messages/en/portal.json';
import type settings from './messages/en/settings.json';
import type shell from './messages/en/shell.json';
import type signIn from './messages/en/signIn.json';
import type voice from './messages/en/voice.json';
import type { Locale } from './i18n/locales';

declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: {
      analytics: typeof analytics;
      calls: typeof calls;
      common: typeof common;
      contacts: typeof contacts;
      failures: typeof failures;
      portal: typeof portal;
      settings: typeof settings;
      shell: typeof shell;
      signIn: typeof signIn;
      voice: typeof voice;
    };
  }
}
