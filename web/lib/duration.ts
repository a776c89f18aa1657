/** Whole seconds as MM:SS, past the hour as H:MM:SS, in the language's digits. */
export function formatDuration(seconds: number, locale: string): string {
  const two = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2, useGrouping: false });
  const plain = new Intl.NumberFormat(locale, { useGrouping: false });
  const hours = Math.floor(seconds / 3600);
  const minutes = two.format(Math.floor(seconds / 60) % 60);
  const rest = two.format(seconds % 60);
  return hours > 0 ? `${plain.format(hours)}:${minutes}:${rest}` : `${minutes}:${rest}`;
}
