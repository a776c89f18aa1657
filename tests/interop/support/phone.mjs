// One phone in a page, of either kind, worked by its `window.phone`.
import { fileURLToPath } from 'node:url';

import { inPage, usualMs } from '../../e2e/support/deadline.mjs';

const pathOf = (name) => fileURLToPath(new URL(`../../e2e/support/${name}`, import.meta.url));
const probePath = pathOf('probe.js');
const fakedDevicesPath = pathOf('faked-devices.js');

export class Phone {
  constructor(page, label) {
    this.page = page;
    this.label = label;
    this.problems = [];
    page.on('pageerror', (error) => this.problems.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(`console: ${message.text()}`);
    });
  }

  /** @param kind ringline or stock; @param settings what the page's script is given */
  static async open(context, siteUrl, kind, settings) {
    for (const path of [probePath, fakedDevicesPath]) await context.addInitScript({ path });
    const phone = new Phone(await context.newPage(), `${kind} ${settings.auth.role}`);
    const given = new URLSearchParams({ settings: JSON.stringify(settings) });
    await phone.page.goto(`${siteUrl}/pages/${kind}.html?${given}`);
    return phone;
  }

  waits(what, look, argument, limitMs = usualMs) {
    return inPage(this.page, `${this.label}: ${what}`, look, argument, limitMs);
  }

  /** Until it is, or was meanwhile, in this state. */
  async waitForState(wanted) {
    try {
      await this.waits(
        `to be ${wanted}`,
        (state) => window.phone?.history().includes(state),
        wanted,
      );
    } catch (error) {
      const history = await this.page.evaluate(() => window.phone?.history());
      throw new Error(`${error.message}; it was ${history?.join(', ')}`, { cause: error });
    }
  }

  waitForTone(frequencyHz) {
    return this.waits(
      `a tone of ${frequencyHz} Hz to be heard`,
      (wantedHz) => {
        const { peakHz, loudness, binHz } = window.probe.hear();
        return loudness > 0.01 && Math.abs(peakHz - wantedHz) <= 2 * binHz;
      },
      frequencyHz,
    );
  }

  waitForTransport(name) {
    return this.waits(
      `to speak over ${name}`,
      (wanted) => window.phone.transport() === wanted,
      name,
    );
  }

  waitForRelease() {
    return this.waits(
      'the microphone and the connections to be released',
      () =>
        window.probe.tracks.every((track) => track.readyState === 'ended') &&
        window.probe.connections.every(({ signalingState }) => signalingState === 'closed') &&
        window.probe.heardStreams().length === 0,
    );
  }

  /** dial, accept, reject, hangUp. */
  does = (what, argument) =>
    this.page.evaluate(([name, given]) => void window.phone[name](given), [what, argument]);
  /** Of its microphones and players: plan, unplug, plugIn, pause. */
  devices = (what, ...given) =>
    this.page.evaluate(([name, rest]) => window.faked[name](...rest), [what, given]);
  asks = (what) => this.page.evaluate((name) => window.phone[name](), what);
  traffic = () => this.page.evaluate(() => window.probe.traffic());
}
