#!/usr/bin/env node
// Takes the pictures of the documentation anew: node tests/web/pictures.mjs
//
// They are those of the suite's own looks at every page. All of them stand in build/pictures
// afterwards, the ones that are shown in docs/images. Run it by tests/isolated.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

import sharp from 'sharp';

const root = resolve(import.meta.dirname, '..', '..');
const taken = join(root, 'build', 'pictures');
const shown = join(root, 'docs', 'images');

/** Where each picture of the documentation comes from. */
const pictures = {
  'web-sign-in': 'sign-in-light-desktop',
  'web-calls': 'calls-light-desktop',
  'web-call': 'in-call-light-desktop',
  'web-call-dark': 'in-call-dark-desktop',
  'web-details': 'details-dark-desktop',
  'web-contacts': 'contacts-light-desktop',
  'web-analytics': 'analytics-light-desktop',
  'web-settings': 'settings-light-desktop',
  'web-portal': 'portal-light-desktop',
  'web-portal-called': 'incoming-light-desktop',
  'web-bangla': 'in-call-bangla-light-desktop',
  'web-bangla-details': 'details-bangla-light-desktop',
  'web-bangla-phone': 'incoming-bangla-dark-handset',
  'web-incoming': 'incoming-light-handset',
  'web-widget': 'widget-dark-handset',
  'web-keypad': 'keypad-light-handset',
};

rmSync(taken, { recursive: true, force: true });
mkdirSync(taken, { recursive: true });
const run = spawnSync(process.execPath, [join(root, 'tests/web/run.mjs'), 'look right'], {
  stdio: 'inherit',
  env: { ...process.env, RINGLINE_PICTURES: taken },
});
if (run.status !== 0) process.exit(run.status ?? 1);
for (const [name, from] of Object.entries(pictures)) {
  await sharp(join(taken, `${from}.png`))
    .webp({ quality: 84, smartSubsample: true })
    .toFile(join(shown, `${name}.webp`));
}
console.log(`${Object.keys(pictures).length} pictures stand in docs/images`);
