// One browser with the app, worked as a visitor would: by roles and names.
import { fileURLToPath } from 'node:url';

import { inPage, usualMs } from '../../e2e/support/deadline.mjs';
import { wordsOf } from './words.mjs';

const scripts = ['../../e2e/support/probe.js', 'raw-audio.js'].map((name) =>
  fileURLToPath(new URL(name, import.meta.url)),
);

export class WebPage {
  constructor(page, person, url, locale) {
    this.say = wordsOf(locale);
    this.page = page;
    this.person = person;
    this.url = url;
    this.problems = [];
    page.on('pageerror', (error) => this.problems.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      this.problems.push(`console: ${message.text()} ${message.location().url}`);
    });
    page.setDefaultTimeout(usualMs);
  }

  static async open(context, person, url, locale) {
    for (const path of scripts) await context.addInitScript({ path });
    return new WebPage(await context.newPage(), person, url, locale);
  }

  /** Chooses the person on the sign-in page, and waits for the page that belongs to him. */
  async signIn() {
    await this.page.goto(this.url);
    await this.button(this.person.name).click();
    await this.page.waitForURL(`**${this.person.home}`);
    await this.ready();
  }

  /** Connected to the gateway, in a call or not. */
  ready = () => this.page.locator('[data-line=online]').first().waitFor();
  button = (name, options) => this.page.getByRole('button', { name, ...options });
  text = (text, options) => this.page.getByText(text, options);
  /** The call that is on the screen, in this state of the phone's. */
  call = (...states) =>
    this.page.locator(states.map((state) => `[data-state="${state}"]`).join(', '));
  incoming = () => this.page.getByRole('alertdialog');
  history = () => this.page.getByRole('region', { name: this.say('voice.history.title') });
  rows = () => this.history().locator('[data-call]');

  waits(what, look, argument, limitMs = usualMs) {
    return inPage(this.page, `${this.person.name}: ${what}`, look, argument, limitMs);
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

  /** Nothing is played, or what is played is silence. */
  waitForNothing() {
    return this.waits('nothing to be heard', () => window.probe.hear().loudness < 0.001);
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

  /** Searches, chooses and presses Call. */
  async dialContact(name, search = name) {
    const dialer = this.page.getByRole('region', { name: this.say('voice.dialer.label') });
    await dialer.getByRole('combobox').fill(search);
    await dialer.getByRole('option', { name }).click();
    const call = this.say('voice.dialer.callSomebody', { name });
    await dialer.getByRole('button', { name: call }).click();
  }

  /** What the call's clock shows, in seconds. */
  async seconds() {
    const shown = await this.page.getByLabel('Duration').getAttribute('datetime');
    return Number(/^PT(\d+)S$/u.exec(shown)[1]);
  }

  waitForSeconds(count) {
    return this.waits(
      `the clock to show ${count} s`,
      (wanted) =>
        Number(/^PT(\d+)S$/u.exec(document.querySelector('time[aria-label]')?.dateTime)?.[1]) >=
        wanted,
      count,
    );
  }
}
