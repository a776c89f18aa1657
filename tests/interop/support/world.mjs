// What one case has for itself: a gateway of either kind, and phones of either kind in two browsers.
import { createHmac } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { startBlockingProxy } from './blocking-proxy.mjs';
import { places, secret, startNest, startRingline, tokenCookie } from './gateways.mjs';
import { customer } from './people.mjs';
import { Phone } from './phone.mjs';

/** As an identity provider of the app's own signs it: whose it is, and for how long. */
function tokenOf({ userId, role }) {
  const subject = role === 'portal_customer' ? customer.auth.userId : userId;
  const nowS = Math.floor(Date.now() / 1000);
  const part = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: subject, iat: nowS, exp: nowS + 600 })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

const starters = { ringline: startRingline, nest: startNest };

export class World {
  constructor(setup) {
    Object.assign(this, setup); // programs, folder, browsers, site, postgres
    this.phones = [];
    this.contexts = [];
  }

  /**
   * @param gateway ringline or nest
   * @param place usual or deployed
   * @param callLog nest's
   * @param mode how our gateway knows people
   * @param isBlocked whether a proxy without WebSockets is in between
   */
  static async begin(setup, { gateway, place = 'usual', callLog, mode, isBlocked = false }) {
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
      mode,
    });
    world.mode = mode;
    if (isBlocked) world.proxy = await startBlockingProxy(world.gateway.port);
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
    const gateway = `http://localhost:${this.proxy?.port ?? this.gateway.port}`;
    const auth = await this.proveIn(context, gateway, who.auth);
    const phone = await Phone.open(context, this.site.url, kind, {
      gateway,
      place: this.place,
      auth,
      transports,
    });
    this.phones.push(phone);
    await phone.waitForState(until);
    return phone;
  }

  /** What the page says of itself, with what the mode asks for besides. */
  async proveIn(context, gateway, auth) {
    if (this.mode === 'token') return { ...auth, token: tokenOf(auth) };
    if (this.mode === 'cookie') {
      await context.addCookies([{ name: tokenCookie, value: tokenOf(auth), url: gateway }]);
    }
    return auth;
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
    this.proxy?.close();
    await this.gateway.stop();
  }
}
