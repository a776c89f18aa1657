// Chromium as on a desktop, without a screen: its windows can be hidden, and it shows notifications,
// neither of which the headless shell of the other tests can.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

import { flags } from './browsers.mjs';
import { usualMs, within } from './deadline.mjs';

const program = process.env.RINGLINE_DESKTOP_CHROMIUM ?? '/usr/bin/chromium';

async function addressOf(child) {
  for await (const line of createInterface({ input: child.stderr })) {
    const [, address] = /^DevTools listening on (\S+)/u.exec(line) ?? [];
    if (address) return address;
  }
  throw new Error(`${program} left with ${child.exitCode}`);
}

/** @param tonePath of the tone that is its microphone */
export async function launchDesktop(tonePath) {
  if (!existsSync(program)) throw new Error(`${program} is missing: run scripts/setup`);
  const profile = mkdtempSync(join(tmpdir(), 'ringline-desktop-'));
  const args = [
    '--headless',
    '--no-sandbox',
    '--remote-debugging-port=0',
    ...flags('tone', tonePath),
  ];
  // A group of its own: Chromium's other processes write to the profile for as long as they live.
  const child = spawn(program, [...args, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  // All of them hold the pipe, which closes with the last one.
  const closed = once(child, 'close');
  const stop = async () => {
    child.stderr.resume();
    process.kill(-child.pid, 'SIGKILL');
    await closed;
    rmSync(profile, { recursive: true, force: true });
  };
  try {
    const address = await within(usualMs, 'Chromium to be ready', addressOf(child));
    child.stderr.resume();
    // What playwright does by itself would keep every page visible.
    const browser = await chromium.connectOverCDP(address, { noDefaults: true });
    return { context: browser.contexts()[0], stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
