'use client';

import { Languages, Monitor, Moon, Sun } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useTransition } from 'react';

import { chooseLocale } from '@/app/actions';
import { Button } from '@/components/ui/button';
import {
  DropdownMenu,
  DropdownMenuGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
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
  const shownLocale = useLocale();
  return (
    <>
      <DropdownMenuGroup label={t('theme')}>
        {themes.map((each) => {
          const Icon = themeIcons[each];
          return (
            <DropdownMenuRadioItem
              key={each}
              isChecked={each === theme}
              onSelect={() => setTheme(each)}
            >
              <Icon aria-hidden /> {t(`themes.${each}`)}
            </DropdownMenuRadioItem>
          );
        })}
      </DropdownMenuGroup>
      <DropdownMenuSeparator />
      <DropdownMenuGroup label={t('language')}>
        {locales.map((each) => (
          <DropdownMenuRadioItem
            key={each}
            isChecked={each === shownLocale}
            onSelect={() => start(() => chooseLocale(each))}
            lang={each}
          >
            {t(`languages.${each}`)}
          </DropdownMenuRadioItem>
        ))}
      </DropdownMenuGroup>
    </>
  );
}

/** The same as a button of its own, for who isn't signed in. */
export function PreferencesMenu() {
  const t = useTranslations('shell');
  return (
    <DropdownMenu
      label={t('preferences')}
      align="center"
      trigger={(given) => (
        <Button variant="ghost" size="sm" className="text-muted-foreground" {...given}>
          <Languages aria-hidden /> {t('preferences')}
        </Button>
      )}
    >
      <PreferenceItems />
    </DropdownMenu>
  );
}
