// A browser in each home. A script that enters the namespace is what Playwright starts.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

import { writeTone } from '../e2e/support/tone.mjs';

const program = process.env.RINGLINE_CHROMIUM ?? '/usr/bin/chromium-headless-shell';

/** @param more further arguments of the browser */
export async function launchChromium(home, toneHz, folder, more = []) {
  const script = join(folder, `chromium-${home}`);
  writeFileSync(script, `#!/bin/sh\nexec ip netns exec ${home} ${program} "$@"\n`);
  chmodSync(script, 0o755);
  const tone = join(folder, `${toneHz}.wav`);
  writeTone(tone, toneHz);
  return chromium.launch({
    executablePath: script,
    args: [
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      '--no-pings',
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${tone}`,
      // The certificates of gateway and relay are the laboratory's own.
      '--ignore-certificate-errors',
      ...more,
    ],
  });
}
