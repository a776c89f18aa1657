// What one case has for itself: a gateway, its database, the wire to it, and pages in two browsers.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startGateway } from './gateway.mjs';
import { PhonePage } from './phone-page.mjs';
import { layWire } from './wire.mjs';

const fakedDevices = fileURLToPath(new URL('faked-devices.js', import.meta.url));

export const staff = { as: 'staff', user: 'user_amina', name: 'Amina Rahman' };
export const customer = { as: 'customer', user: 'portal_rahim', name: 'Rahim Chowdhury' };
export const tones = { staffHz: 440, customerHz: 1000 };

export class World {
  constructor(setup) {
    Object.assign(this, setup); // program, demoRoot, packageRoot, folder, browsers, gatewayOptions
    this.phones = [];
    this.contexts = [];
    this.databasePath = join(this.folder, 'calls.db');
    // A copy, to which a case may add pages of its own.
    this.siteRoot = join(this.folder, 'site');
  }

  static async begin(setup) {
    mkdirSync(setup.folder, { recursive: true });
    const world = new World(setup);
    cpSync(setup.demoRoot, world.siteRoot, { recursive: true });
    world.wire = await layWire();
    world.url = world.wire.url;
    await world.startGateway();
    return world;
  }

  async startGateway() {
    this.gateway = await startGateway({
      program: this.program,
      demoRoot: this.siteRoot,
      packageRoot: this.packageRoot,
      databasePath: this.databasePath,
      logPath: join(this.folder, 'gateway.log'),
      ...this.gatewayOptions,
    });
    this.wire.plugInto(this.gateway.port);
  }

  async killGateway() {
    this.wire.plugInto(0);
    await this.gateway.kill();
    this.gateway = null;
  }

  /** A browser profile of its own, in the browser that hums `browser`'s tone. */
  async newContext(browser, options = {}) {
    const context = await this.browsers[browser].newContext({ locale: 'en-US', ...options });
    this.contexts.push(context);
    return context;
  }

  /** @param scripts paths of what runs in the page before its own scripts */
  async open(who, browser, context, scripts) {
    const own = context ?? (await this.newContext(browser));
    const phone = await PhonePage.create(own, who.user, scripts);
    this.phones.push(phone);
    await phone.load(this.url, { as: who.as, user: who.user, ...this.pageOptions });
    return phone;
  }

  /** A phone whose browser's answers to requests for microphones and players the test holds. */
  async openFaked(who, browser, options) {
    const context = await this.newContext(browser, options);
    return this.open(who, browser, context, [fakedDevices]);
  }

  openStaff = (who = staff, browser = 'staffTone') => this.open(who, browser);
  openCustomer = (who = customer, browser = 'customerTone') => this.open(who, browser);

  /** Both phones, and a call from one that rings at the other. */
  async openBoth() {
    return Promise.all([this.openStaff(), this.openCustomer()]);
  }

  /** What was left behind where a case failed, for whoever looks into it. */
  async keepEvidence() {
    for (const [at, phone] of this.phones.entries()) {
      const base = join(this.folder, `${at}-${phone.label}`);
      await phone.page.screenshot({ path: `${base}.png` }).catch(() => undefined);
      const trace = await phone.trace().catch((error) => String(error));
      writeFileSync(`${base}.trace.json`, JSON.stringify(trace, null, 1));
      writeFileSync(`${base}.problems.txt`, phone.problems.join('\n'));
    }
  }

  async end() {
    for (const context of this.contexts) await context.close();
    if (this.gateway) await this.gateway.stop();
    this.wire.close();
  }
}
