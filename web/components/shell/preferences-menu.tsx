'use client';

import { Languages, Monitor, Moon, Sun } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useTransition } from 'react';

import { chooseLocale } from '@/app/actions';
import { Button } from '@/components/ui/button';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@/components/ui/dropdown-menu';
import { locales } from '@/i18n/locales';
import { themes, type Theme } from '@/lib/theme';
import { useTheme } from './use-theme';

const themeIcons: Record<Theme, typeof Sun> = { light: Sun, dark: Moon, system: Monitor };

/** Language and theme, as parts of a menu. */
export function PreferenceItems() {
  const t = useTranslations('shell');
  const [theme, setTheme] = useTheme();
  const [, start] = useTransition();
  return (
    <>
      <DropdownMenuLabel>{t('theme')}</DropdownMenuLabel>
      <DropdownMenuRadioGroup value={theme} onValueChange={(next) => setTheme(next as Theme)}>
        {themes.map((each) => {
          const Icon = themeIcons[each];
          return (
            <DropdownMenuRadioItem key={each} value={each}>
              <Icon aria-hidden /> {t(`themes.${each}`)}
            </DropdownMenuRadioItem>
          );
        })}
      </DropdownMenuRadioGroup>
      <DropdownMenuSeparator />
      <DropdownMenuLabel>{t('language')}</DropdownMenuLabel>
      <DropdownMenuRadioGroup
        value={useLocale()}
        onValueChange={(next) => start(() => chooseLocale(next))}
      >
        {locales.map((each) => (
          <DropdownMenuRadioItem key={each} value={each} lang={each}>
            {t(`languages.${each}`)}
          </DropdownMenuRadioItem>
        ))}
      </DropdownMenuRadioGroup>
    </>
  );
}

/** The same as a button of its own, for who isn't signed in. */
export function PreferencesMenu() {
  const t = useTranslations('shell');
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="sm" className="text-muted-foreground">
          <Languages aria-hidden /> {t('preferences')}
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="center">
        <PreferenceItems />
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
