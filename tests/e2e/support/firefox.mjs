// Firefox as Debian has it, and what it needs to make and play sound on a machine without a sound
// card. Its microphone is its own: a tone of 1000 Hz.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firefox } from 'playwright-core';

import { usualMs, within } from './deadline.mjs';

const program = process.env.RINGLINE_FIREFOX ?? '/usr/bin/firefox-esr';
const soundServer = '/usr/bin/pulseaudio';
export const firefoxToneHz = 1_000;

const preferences = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.autoplay.blocking_policy': 0,
  'media.autoplay.block-webaudio': false,
};

/** A sound server that plays into nothing: without one an AudioContext never runs. */
async function startSoundServer() {
  const folder = mkdtempSync(join(tmpdir(), 'ringline-sound-'));
  const socket = join(folder, 'native');
  const args = ['-n', '--daemonize=no', '--exit-idle-time=-1', '--disallow-exit'];
  args.push('--use-pid-file=no', '--log-target=stderr', '--log-level=notice');
  args.push('-L', `module-native-protocol-unix socket=${socket} auth-anonymous=1`);
  args.push('-L', 'module-null-sink sink_name=null rate=48000');
  const env = { ...process.env, XDG_RUNTIME_DIR: folder, HOME: folder };
  const child = spawn(soundServer, args, { env, stdio: 'ignore' });
  const exited = once(child, 'exit');
  const isThere = async () => {
    while (!existsSync(socket)) {
      if (child.exitCode !== null) throw new Error(`pulseaudio left with ${child.exitCode}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  };
  await within(usualMs, 'the sound server to be ready', isThere());
  return {
    address: `unix:${socket}`,
    async stop() {
      child.kill('SIGKILL');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * In the network of this process, which steers it over a socket there.
 *
 * @returns {Promise<import('playwright-core').Browser>} whose close() ends the sound server, too
 */
export async function launchFirefox() {
  for (const path of [program, soundServer]) {
    if (!existsSync(path)) throw new Error(`${path} is missing: run scripts/setup`);
  }
  const sound = await startSoundServer();
  // Playwright asks the program what it is; a script that only adds a variable keeps that short.
  const script = join(mkdtempSync(join(tmpdir(), 'ringline-firefox-')), 'firefox');
  writeFileSync(script, `#!/bin/sh\nexport PULSE_SERVER=${sound.address}\nexec ${program} "$@"\n`);
  chmodSync(script, 0o755);
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath: script,
    firefoxUserPrefs: preferences,
  });
  browser.on('disconnected', () => void sound.stop());
  return browser;
}
