// In which guises the pages are looked at: each theme on each size in English, and each once in Bangla.
import { desktop, handset } from './world.mjs';

const sizes = { desktop, handset };
const guises = [
  ...['light', 'dark'].flatMap((colorScheme) =>
    Object.keys(sizes).map((size) => ({ colorScheme, size, locale: 'en-US' })),
  ),
  { colorScheme: 'light', size: 'desktop', locale: 'bn-BD' },
  { colorScheme: 'dark', size: 'handset', locale: 'bn-BD' },
];

/** `options` are a page's, `suffix` ends the names of its pictures. */
export const looks = guises.map(({ colorScheme, size, locale }) => {
  const isEnglish = locale === 'en-US';
  return {
    ...{ size, isEnglish },
    options: { ...sizes[size], colorScheme, locale },
    suffix: `${isEnglish ? '' : '-bangla'}-${colorScheme}-${size}`,
    title: `${colorScheme}, ${size}, ${locale}`,
  };
});
