// Chromium with a tone for a microphone. The tone belongs to the process: two tones, two processes.
import { chromium } from 'playwright-core';

const program = process.env.RINGLINE_CHROMIUM ?? '/usr/bin/chromium-headless-shell';

// Nothing of its own over the network: the tests' traffic is the only one.
const quiet = [
  '--disable-background-networking',
  '--disable-client-side-phishing-detection',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-first-run',
  '--no-pings',
];

/** @param tonePath null: the microphone is refused, as by a visitor who says no */
export function launchBrowser(tonePath) {
  const microphone = tonePath
    ? ['--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${tonePath}`]
    : ['--deny-permission-prompts'];
  return chromium.launch({
    executablePath: program,
    args: [
      ...quiet,
      '--autoplay-policy=no-user-gesture-required',
      '--use-fake-device-for-media-stream',
      ...microphone,
    ],
  });
}
