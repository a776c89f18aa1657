// The whole laboratory: network, gateway, relay, and a browser in each home.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { usualMs, within } from '../e2e/support/deadline.mjs';
import { readCall } from '../e2e/support/database.mjs';
import { launchFirefox } from '../e2e/support/firefox.mjs';
import { launchChromium } from './browsers.mjs';
import { LabPhone } from './lab-phone.mjs';
import { enterNetwork, Network } from './network.mjs';
import { addPeople, customer, staff } from './people.mjs';
import { startGateway, startRelay, startWebServer } from './services.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const programs = {
  gatewayProgram:
    process.env.RINGLINE_GATEWAY ?? join(root, 'build/release/server/ringline-gateway'),
  wireProgram: process.env.RINGLINE_WIRE ?? join(root, 'build/bench/tests/impaired_wire'),
};
const packageRoot = process.env.RINGLINE_PACKAGE ?? join(root, 'js-glue/dist');

export class Laboratory {
  /**
   * @param name of its folder in build/test-logs
   * @param options {firefox: true} gives home2 a Firefox in place of a Chromium
   */
  static async build(name, { firefox = false } = {}) {
    enterNetwork();
    for (const path of [...Object.values(programs), join(packageRoot, 'index.js')]) {
      if (!existsSync(path)) throw new Error(`${path} is missing: run make build first`);
    }
    const lab = new Laboratory();
    lab.folder = join(root, 'build', 'test-logs', name);
    rmSync(lab.folder, { recursive: true, force: true });
    mkdirSync(lab.folder, { recursive: true });
    lab.place = { ...programs, packageRoot, folder: lab.folder };
    lab.network = await Network.start(programs.wireProgram);
    lab.relay = await startRelay(lab.place);
    await lab.startGateway();
    lab.webServer = await startWebServer(lab.place);
    addPeople(lab.databasePath);
    lab.browsers = [
      await launchChromium('home1', staff.toneHz, lab.folder),
      firefox ? await launchFirefox() : await launchChromium('home2', customer.toneHz, lab.folder),
    ];
    return lab;
  }

  async startGateway(...more) {
    this.gateway = await startGateway(this.place, more);
  }

  async killGateway() {
    await this.gateway.kill();
    this.gateway = null;
  }

  async restartRelay() {
    await this.relay.kill();
    this.relay = await startRelay(this.place);
  }

  /** Both phones: of the staff in home1, of the customer in home2. */
  async openPhones() {
    this.phones = await Promise.all([
      LabPhone.open(this.browsers[0], staff),
      LabPhone.open(this.browsers[1], customer),
    ]);
    return this.phones;
  }

  /** A call in which both hear each other. */
  async call([caller, callee] = this.phones) {
    await caller.dial(callee.who);
    await callee.waitForState('incoming');
    await callee.accept();
    await Promise.all([caller.waitForState('active'), callee.waitForState('active')]);
    await this.bothHear();
    return caller.logId();
  }

  /** Each hears the other's voice, and has done for so long since then. */
  async bothHear(unbrokenMs = 500, sinceMs = 0, limitMs = usualMs) {
    const [one, other] = this.phones;
    await Promise.all([
      one.waitForTone(unbrokenMs, sinceMs, limitMs),
      other.waitForTone(unbrokenMs, sinceMs, limitMs),
    ]);
    await Promise.all([one.waitForVoiceOf(other.who), other.waitForVoiceOf(one.who)]);
  }

  get databasePath() {
    return join(this.folder, 'calls.db');
  }

  /** The row, once it says that the call is over. */
  async settledRow(logId) {
    const settled = async () => {
      for (;;) {
        const row = readCall(this.databasePath, logId);
        if (row.reason !== null) return row;
        await new Promise((done) => setTimeout(done, 100));
      }
    };
    return within(usualMs, `row ${logId} to be settled`, settled());
  }

  /** Another program holds the database: whoever writes waits in vain until it is released. */
  async blockDatabase() {
    const child = spawn('sqlite3', [this.databasePath], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.write("BEGIN EXCLUSIVE; SELECT 'held';\n");
    const exited = once(child, 'exit');
    await within(usualMs, 'the database to be held', once(child.stdout, 'data'));
    return async () => {
      child.stdin.end('ROLLBACK;\n');
      await within(usualMs, 'the database to be released', exited);
    };
  }

  async closePhones() {
    for (const phone of this.phones ?? []) await phone.page.context().close();
    this.phones = [];
  }

  /** What was left behind where something failed. */
  async keepEvidence(name) {
    for (const [at, phone] of (this.phones ?? []).entries()) {
      const trace = await phone.trace().catch((error) => String(error));
      const path = join(this.folder, `${name.replaceAll(/\W+/gu, '-')}-${at}.trace.json`);
      writeFileSync(path, JSON.stringify(trace, null, 1));
    }
  }

  async close() {
    for (const browser of this.browsers ?? []) await browser.close();
    await this.gateway?.kill();
    await this.relay?.kill();
    await this.webServer?.kill('SIGQUIT');
    this.network.close();
  }
}
