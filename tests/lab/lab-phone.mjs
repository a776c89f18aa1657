// One phone of the laboratory, and what can be measured at it.
import { fileURLToPath } from 'node:url';

import { inPage, usualMs } from '../e2e/support/deadline.mjs';
import { signToken } from './people.mjs';
import { gatewayUrl } from './services.mjs';

const scripts = [
  new URL('../e2e/support/probe.js', import.meta.url),
  new URL('page/leak-meter.js', import.meta.url),
  new URL('page/silence-meter.js', import.meta.url),
].map((url) => fileURLToPath(url));

export class LabPhone {
  constructor(page, who) {
    this.page = page;
    this.who = who;
    this.problems = [];
    page.on('pageerror', (error) => this.problems.push(`uncaught: ${error.message}`));
  }

  static async open(browser, who) {
    const context = await browser.newContext({ locale: 'en-US', ignoreHTTPSErrors: true });
    for (const path of scripts) await context.addInitScript({ path });
    const phone = new LabPhone(await context.newPage(), who);
    await phone.page.goto(`${gatewayUrl}/?token=${signToken(who)}`);
    await phone.waitForLink('online');
    return phone;
  }

  waits(what, look, argument, limitMs = usualMs) {
    return inPage(this.page, `${this.who.name}: ${what}`, look, argument, limitMs);
  }

  waitForLink(link, limitMs) {
    const look = (wanted) => window.phone?.core.getSnapshot().link === wanted;
    return this.waits(`the link to be ${link}`, look, link, limitMs);
  }

  waitForState(state, limitMs) {
    const look = (wanted) => window.phone?.core.getSnapshot().calls.at(-1)?.state === wanted;
    return this.waits(`the call to be ${state}`, look, state, limitMs);
  }

  waitForIdle(limitMs) {
    const look = () => window.phone?.core.getSnapshot().calls.length === 0;
    return this.waits('no call', look, undefined, limitMs);
  }

  /** The other's tone without a gap for so long, all of it after that time. */
  waitForTone(unbrokenMs, sinceMs = 0, limitMs = usualMs) {
    return this.waits(
      `${unbrokenMs} ms of sound`,
      ([wantedMs, since]) => window.silence.heardForMs(since) >= wantedMs,
      [unbrokenMs, sinceMs],
      limitMs,
    );
  }

  /** Until what is played has this frequency: it is the other's voice and no other. */
  waitForVoiceOf({ toneHz }, limitMs) {
    return this.waits(
      `a tone of ${toneHz} Hz`,
      (wantedHz) => {
        const { peakHz, loudness, binHz } = window.probe.hear();
        return loudness > 0.01 && Math.abs(peakHz - wantedHz) <= 2 * binHz;
      },
      toneHz,
      limitMs,
    );
  }

  async longestGapMs(sinceMs) {
    const gaps = await this.page.evaluate((since) => window.silence.gapsSince(since), sinceMs);
    return Math.max(0, ...gaps);
  }

  dial = (who) => this.page.evaluate((to) => window.phone.dial(to), who.dialed);
  accept = () => this.page.evaluate(() => window.phone.accept());
  hangUp = () => this.page.evaluate(() => window.phone.hangUp());
  shown = () => this.page.evaluate(() => window.phone.shown);
  trace = () => this.page.evaluate(() => window.phone.trace());
  logId = () =>
    this.page.evaluate(() => window.phone.core.getSnapshot().calls.at(-1)?.logId ?? null);

  /** What the media goes over: both ends of the pair of candidates in use. */
  path() {
    return this.page.evaluate(async () => {
      const open = window.probe.connections.filter((each) => each.signalingState !== 'closed');
      const stats = await open.at(-1).getStats();
      const { selectedCandidatePairId } = [...stats.values()].find(
        (each) => each.type === 'transport',
      );
      const pair = stats.get(selectedCandidatePairId);
      const local = stats.get(pair.localCandidateId);
      const relay = local.relayProtocol ? `(${local.relayProtocol})` : '';
      return {
        local: `${local.candidateType}${relay}`,
        remote: stats.get(pair.remoteCandidateId).candidateType,
      };
    });
  }
}
