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

const microphones = {
  tone: (path) => [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${path}`,
  ],
  // As by a visitor who says no.
  denied: () => ['--use-fake-ui-for-media-stream=deny', '--use-fake-device-for-media-stream'],
  // A machine that has none.
  missing: () => [],
};

/** @param microphone tone, denied or missing; @param tonePath of a tone, its WAV file */
export const flags = (microphone, tonePath) => [
  ...quiet,
  '--autoplay-policy=no-user-gesture-required',
  ...microphones[microphone](tonePath),
];

export const launchBrowser = (microphone, tonePath) =>
  chromium.launch({ executablePath: program, args: flags(microphone, tonePath) });
