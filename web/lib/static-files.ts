import 'server-only';

import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the build has put the files that it has named by their content. */
const folder = '.next/static/media';
let names: readonly string[] | undefined;

/** The address of a file that the build was given by this name; undefined in development. */
export function staticFile(name: string): string | undefined {
  if (process.env.NODE_ENV !== 'production') return undefined;
  const [stem = '', extension = ''] = name.split(/\.(?=[^.]*$)/u);
  try {
    names ??= readdirSync(join(process.cwd(), folder));
  } catch {
    names = []; // started from elsewhere: the page finds its files by itself, later
  }
  const isIt = (file: string) =>
    file.startsWith(`${stem}.`) || file.startsWith(`${stem}-`) || file.startsWith(`${stem}_`);
  const found = names.filter((file) => isIt(file) && file.endsWith(`.${extension}`));
  // `inter-latin` begins as `inter-latin-ext` does: the shorter name is the one.
  const [first] = found.sort((one, other) => one.length - other.length);
  return first && `/_next/static/media/${first}`;
}
