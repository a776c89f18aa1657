// What one case has for itself: a gateway of either kind, and phones of either kind in two browsers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { places, startNest, startRingline } from './gateways.mjs';
import { Phone } from './phone.mjs';

const starters = { ringline: startRingline, nest: startNest };

export class World {
  constructor(setup) {
    Object.assign(this, setup); // programs, folder, browsers, site, postgres
    this.phones = [];
    this.contexts = [];
  }

  /** @param gateway ringline or nest; @param place usual or deployed; @param callLog nest's */
  static async begin(setup, { gateway, place = 'usual', callLog }) {
    mkdirSync(setup.folder, { recursive: true });
    const world = new World(setup);
    world.place = places[place];
    world.gateway = await starters[gateway]({
      program: setup.programs[gateway],
      folder: setup.folder,
      frontendUrl: setup.site.url,
      place: world.place,
      postgres: setup.postgres,
      callLog,
    });
    return world;
  }

  /**
   * @param kind ringline or stock
   * @param transports what a stock client is told; nothing for its own default
   * @param until the state to wait for
   */
  async open(kind, who, transports, until = 'online') {
    const context = await this.browsers[who.browser].newContext({ locale: 'en-US' });
    this.contexts.push(context);
    const phone = await Phone.open(context, this.site.url, kind, {
      gateway: `http://localhost:${this.gateway.port}`,
      place: this.place,
      auth: who.auth,
      transports,
    });
    this.phones.push(phone);
    await phone.waitForState(until);
    return phone;
  }

  async keepEvidence() {
    for (const [at, phone] of this.phones.entries()) {
      const left = await phone.page
        .evaluate(() => ({ history: window.phone.history(), trace: window.phone.trace?.() }))
        .catch((error) => String(error));
      const base = join(this.folder, `${at}-${phone.label.replaceAll(' ', '-')}`);
      writeFileSync(`${base}.json`, JSON.stringify({ ...left, problems: phone.problems }, null, 1));
    }
  }

  async end() {
    for (const context of this.contexts) await context.close();
    await this.gateway.stop();
  }
}
