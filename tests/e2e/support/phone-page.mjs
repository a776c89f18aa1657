// One phone of the demo page, worked as a visitor would: by what stands on the screen.
import { fileURLToPath } from 'node:url';

import { inPage, usualMs } from './deadline.mjs';

const probePath = fileURLToPath(new URL('probe.js', import.meta.url));
const nameOf = (ref) => `[data-ref=${ref}]`;

export class PhonePage {
  constructor(page, label) {
    this.page = page;
    this.label = label;
    this.problems = [];
    page.on('requestfailed', (request) => {
      const why = request.failure()?.errorText;
      // A search is given up when the next letter is typed.
      if (request.resourceType() === 'fetch' && why === 'net::ERR_ABORTED') return;
      this.problems.push(`not loaded: ${request.url()} ${why}`);
    });
    page.on('pageerror', (error) => this.problems.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(`console: ${message.text()}`);
    });
  }

  /** @param scripts paths of what runs in the page after the probe, before its own scripts */
  static async create(context, label, scripts = []) {
    for (const path of [probePath, ...scripts]) await context.addInitScript({ path });
    return new PhonePage(await context.newPage(), label);
  }

  /** @param who {as: 'staff' | 'customer', user: id}, and whatever else the page's address takes */
  async load(url, who) {
    await this.page.goto(`${url}/?${new URLSearchParams({ ...who, rawAudio: '1' })}`);
    await this.waitForLink('online');
  }

  waits(what, look, argument, limitMs = usualMs) {
    return inPage(this.page, `${this.label}: ${what}`, look, argument, limitMs);
  }

  waitForLink(link) {
    return this.waits(
      `the link to be ${link}`,
      (wanted) => document.querySelector('[data-ref=link]')?.dataset.link === wanted,
      link,
    );
  }

  /** What the page says of the call that is on. */
  waitForWords(text) {
    return this.waits(
      `“${text}” beside the call`,
      (wanted) => document.querySelector('[data-ref=callState]').textContent === wanted,
      text,
    );
  }

  /** Searches, chooses and presses Call. */
  async dialContact(name) {
    await this.page.fill(nameOf('target'), name);
    const row = this.page.locator(`${nameOf('contacts')} [role=option]`, { hasText: name });
    await row.click();
    await this.page.click(nameOf('dialButton'));
  }

  async dialNumber(number) {
    await this.page.fill(nameOf('target'), number);
    await this.page.click(nameOf('dialButton'));
  }

  /** Until the call on the screen is in one of these states. */
  waitForState(...states) {
    return this.waits(
      `the call to be ${states.join(' or ')}`,
      (wanted) => {
        const call = document.querySelector('[data-ref=call]');
        return !call.hidden && wanted.includes(call.dataset.state);
      },
      states,
    );
  }

  waitForIncoming(from) {
    return this.waits(
      `a call from ${from}`,
      (name) => {
        const dialog = document.querySelector('[data-ref=incoming]');
        return dialog.open && dialog.querySelector('[data-ref=incomingName]').textContent === name;
      },
      from,
    );
  }

  waitForNoIncoming() {
    return this.waits(
      'the ringing to stop',
      () => !document.querySelector('[data-ref=incoming]').open,
    );
  }

  waitForIdle() {
    return this.waits(
      'no call on the screen',
      () => window.ringline.phone.getSnapshot().calls.length === 0,
    );
  }

  /** How the call ended, as the phone said while it was on the screen. */
  waitForEnd(reason) {
    return this.waits(
      `the call to end with ${reason}`,
      (wanted) =>
        window.ringline
          .log()
          .some(
            ({ type, now }) =>
              type === 'changed' &&
              now.calls.some((call) => call.state === 'ended' && call.reason === wanted),
          ),
      reason,
    );
  }

  waitForNotice(title) {
    return this.waits(
      `the notice “${title}”`,
      (wanted) =>
        !document.querySelector('[data-ref=notice]').hidden &&
        document.querySelector('[data-ref=noticeTitle]').textContent === wanted,
      title,
    );
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

  waitForSilence() {
    return this.waits('silence', () => {
      const { loudness, binHz } = window.probe.hear();
      return binHz > 0 && loudness < 0.001;
    });
  }

  /** Whether it rings, or the caller's end does. */
  waitForRinging(on) {
    return this.waits(
      on ? 'a ringing tone' : 'the ringing tone to stop',
      (wanted) => window.probe.tonesPlaying > 0 === wanted,
      on,
    );
  }

  /** @param meter ownMeter or otherMeter; what it says to who can't see it */
  waitForMeter(meter, isLoud) {
    return this.waits(
      `${meter} to be ${isLoud ? 'loud' : 'quiet'}`,
      ([ref, wanted]) => {
        const level = Number(document.querySelector(`[data-ref=${ref}]`).ariaValueNow);
        return wanted ? level > 30 : level < 5;
      },
      [meter, isLoud],
    );
  }

  waitForSeconds(count) {
    return this.waits(
      `the clock to show ${count} s`,
      (wanted) => window.probe.seconds.some(({ shown }) => shown >= wanted),
      count,
    );
  }

  /** A call of this outcome on top of the history, as its text. */
  waitForHistory(logId, outcome) {
    return this.waits(
      `the history to tell “${outcome}”`,
      ([id, wanted]) => {
        const row = document.querySelector(`[data-ref=calls] [data-log="${id}"] .outcome`);
        return row?.textContent === wanted ? wanted : false;
      },
      [logId, outcome],
    );
  }

  /** All that a call took from the browser was given back. */
  waitForRelease() {
    return this.waits(
      'the microphone and the connections to be released',
      () =>
        window.probe.tracks.every((track) => track.readyState === 'ended') &&
        window.probe.connections.every(({ signalingState }) => signalingState === 'closed') &&
        window.probe.heardStreams().length === 0,
    );
  }

  accept = () => this.page.click(nameOf('accept'));
  reject = () => this.page.click(nameOf('reject'));
  hangUp = () => this.page.click(nameOf('hangUp'));
  mute = () => this.page.click(nameOf('mute'));
  probe = (read) => this.page.evaluate(read);
  traffic = () => this.page.evaluate(() => window.probe.traffic());
  snapshot = () => this.page.evaluate(() => window.ringline.phone.getSnapshot());
  seconds = () => this.page.evaluate(() => window.probe.seconds);
  logId = async () => (await this.snapshot()).calls[0]?.logId ?? null;
  trace = () => this.page.evaluate(() => window.ringline?.log() ?? []);
}
