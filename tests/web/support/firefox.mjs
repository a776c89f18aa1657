// The Firefox of the system, with its own fake microphone, which hums 1000 Hz. Its Web Audio stands still
// without a sound device, so it gets one that goes nowhere.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { firefox } from 'playwright-core';

import { usualMs, within } from '../../e2e/support/deadline.mjs';

const program = process.env.RINGLINE_FIREFOX ?? '/usr/bin/firefox-esr';

async function startSoundServer() {
  const folder = mkdtempSync(join(tmpdir(), 'ringline-sound-'));
  const socket = join(folder, 'native');
  const child = spawn(
    'pulseaudio',
    [
      ...['-n', '--daemonize=no', '--exit-idle-time=-1', '--disallow-exit', '--use-pid-file=no'],
      ...['-L', `module-native-protocol-unix socket=${socket} auth-anonymous=1`],
      ...['-L', 'module-null-sink sink_name=null rate=48000'],
      ...['-L', 'module-null-source source_name=silence'],
    ],
    { stdio: 'ignore', env: { ...process.env, XDG_RUNTIME_DIR: folder, HOME: folder } },
  );
  const failed = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`pulseaudio left with ${code}`)));
  });
  failed.catch(() => undefined);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ready = async () => {
    while (!existsSync(socket)) await new Promise((next) => setImmediate(next));
  };
  await within(usualMs, 'the sound server', Promise.race([ready(), failed]));
  return {
    server: `unix:${socket}`,
    stop() {
      process.off('exit', kill);
      kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export const firefoxToneHz = 1000;

/** @returns {Promise<{browser, stop(): Promise<void>}>} */
export async function launchFirefox() {
  const sound = await startSoundServer();
  const browser = await firefox.launch({
    channel: 'moz-firefox',
    executablePath: program,
    env: { ...process.env, PULSE_SERVER: sound.server },
    firefoxUserPrefs: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.autoplay.default': 0,
      'media.autoplay.blocking_policy': 0,
      'media.autoplay.block-webaudio': false,
    },
  });
  return {
    browser,
    async stop() {
      await browser.close();
      sound.stop();
    },
  };
}
