export const locales = ['en', 'bn'] as const;
export type Locale = (typeof locales)[number];
export const localeCookie = 'locale';

export const isLocale = (text: unknown): text is Locale => locales.includes(text as Locale);

/** The first language of an Accept-Language header that there is a catalogue for. */
export function preferredLocale(header: string | null): Locale {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.trim().split(';q=');
      return { language: tag.slice(0, 2).toLowerCase(), weight: Number(weight ?? 1) };
    })
    .sort((one, other) => other.weight - one.weight);
  return wanted.map(({ language }) => language).find(isLocale) ?? 'en';
}
