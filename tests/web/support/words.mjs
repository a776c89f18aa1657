// The app's words, for pages that are worked in another language than English.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const messages = join(import.meta.dirname, '../../../web/messages');

/** What the catalogue of this locale says: `say('voice.call.label', { name })`. */
export function wordsOf(locale = 'en-US') {
  const folder = join(messages, locale.startsWith('bn') ? 'bn' : 'en');
  const catalogue = Object.fromEntries(
    readdirSync(folder).map((file) => [
      file.replace('.json', ''),
      JSON.parse(readFileSync(join(folder, file), 'utf8')),
    ]),
  );
  return (key, values = {}) => {
    const text = key.split('.').reduce((part, name) => part?.[name], catalogue);
    if (typeof text !== 'string') throw new Error(`${folder} has no ${key}`);
    return text.replaceAll(/\{(\w+)\}/gu, (_, name) => values[name]);
  };
}
