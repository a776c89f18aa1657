/** Makes something once for each language. */
export function byLocale<Value>(make: (locale: string) => Value): (locale: string) => Value {
  const made = new Map<string, Value>();
  return (locale) => {
    const known = made.get(locale);
    if (known) return known;
    const value = make(locale);
    made.set(locale, value);
    return value;
  };
}

const digits = byLocale((locale) => ({
  two: new Intl.NumberFormat(locale, { minimumIntegerDigits: 2, useGrouping: false }),
  plain: new Intl.NumberFormat(locale, { useGrouping: false }),
}));

/** Whole seconds as MM:SS, past the hour as H:MM:SS, in the language's digits. */
export function formatDuration(seconds: number, locale: string): string {
  const { two, plain } = digits(locale);
  const hours = Math.floor(seconds / 3600);
  const minutes = two.format(Math.floor(seconds / 60) % 60);
  const rest = two.format(seconds % 60);
  return hours > 0 ? `${plain.format(hours)}:${minutes}:${rest}` : `${minutes}:${rest}`;
}
