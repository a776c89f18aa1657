// What one case has for itself: a gateway with its database, and pages in browsers of two tones. The
// app runs once for all of them: it reaches each case's gateway by the same wire.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { startGateway } from '../../e2e/support/gateway.mjs';
import { WebPage } from './web-page.mjs';

export const staff = { id: 'user_amina', name: 'Amina Rahman', home: '/calls', browser: 'staff' };
export const customer = {
  id: 'portal_rahim',
  name: 'Rahim Chowdhury',
  number: '+880 1711-000001',
  home: '/portal/dashboard',
  browser: 'customer',
};
export const colleague = { ...staff, id: 'user_jonas', name: 'Jonas Weber' };
export const tones = { staffHz: 440, customerHz: 1000 };

export const desktop = { width: 1280, height: 800 };
export const handset = { width: 390, height: 844, isMobile: true, hasTouch: true };

export class World {
  constructor(setup) {
    Object.assign(this, setup); // root, program, packageRoot, folder, browsers, wire, url, gatewayOptions
    this.pages = [];
    this.contexts = [];
    this.databasePath = join(this.folder, 'calls.db');
  }

  static async begin(setup) {
    mkdirSync(setup.folder, { recursive: true });
    const world = new World(setup);
    await world.startGateway();
    return world;
  }

  async startGateway() {
    this.gateway = await startGateway({
      program: this.program,
      demoRoot: this.folder,
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

  async newContext(browser, { width, height, isMobile, hasTouch, ...options } = desktop) {
    const context = await this.browsers[browser].newContext({
      locale: 'en-US',
      viewport: { width, height },
      isMobile: isMobile ?? false,
      hasTouch: hasTouch ?? false,
      ...options,
    });
    this.contexts.push(context);
    return context;
  }

  /** A page of this person's, signed in. */
  async open(person, options) {
    const page = await this.visit(person, options);
    await page.signIn();
    return page;
  }

  /** A page that is not signed in yet. */
  async visit(person, options = desktop) {
    const context = await this.newContext(options.browser ?? person.browser, options);
    const page = await WebPage.open(context, person, this.url, options.locale);
    this.pages.push(page);
    return page;
  }

  openBoth = () => Promise.all([this.open(staff), this.open(customer)]);

  /** What was left behind where a case failed, for whoever looks into it. */
  async keepEvidence() {
    for (const [at, { page, person, problems }] of this.pages.entries()) {
      const base = join(this.folder, `${at}-${person.id}`);
      await page.screenshot({ path: `${base}.png` }).catch(() => undefined);
      writeFileSync(`${base}.problems.txt`, problems.join('\n'));
    }
  }

  async end() {
    for (const context of this.contexts) await context.close();
    if (this.gateway) await this.gateway.stop();
    this.wire.plugInto(0);
    this.wire.cut();
  }
}
