// What takes a microphone or a player away from a call, and what brings it back: every state of both
// tables of core/src/audio, and what the two people are told meanwhile.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { customer, staff, tones } from '../support/world.mjs';

const audio = new URL('../../../core/', import.meta.url);

/** How each MicrophoneStage looks from outside: what is shown, whether one is asked for, whether one is open. */
const stages = {
  Absent: { shown: 'absent', asked: false, open: false },
  Early: { shown: 'absent', asked: true, open: false },
  Spare: { shown: 'absent', asked: false, open: true },
  Asking: { shown: 'asking', asked: true, open: false },
  Open: { shown: 'open', asked: false, open: true },
  Replacing: { shown: 'replacing', asked: true, open: true },
  Seeking: { shown: 'replacing', asked: true, open: false },
  Lost: { shown: 'lost', asked: false, open: false },
  Retrying: { shown: 'lost', asked: true, open: false },
  Refused: { shown: 'refused', asked: false, open: false },
};

/** The names that an enumeration of the core has, in a header of its. */
function enumerated(name, header) {
  const [, body] = new RegExp(`enum class ${name} [^{]*\\{([^}]*)\\}`, 'u').exec(
    readFileSync(new URL(header, audio), 'utf8'),
  );
  return [...body.replaceAll(/\/\/.*/gu, '').matchAll(/\w+/gu)].map(([word]) => word);
}

const allStages = enumerated('MicrophoneStage', 'src/audio/microphone.hpp');
const allPlayback = enumerated('PlaybackStatus', 'include/ringline/call_state.hpp');

/** A page of the demo whose devices the case commands, and what the case has seen of the two tables. */
class Handset {
  constructor(phone, reached) {
    this.phone = phone;
    this.reached = reached;
  }

  static async open(world, who, browser, reached, permissions = []) {
    const phone = await world.openFaked(who, browser, { permissions });
    return new Handset(phone, reached);
  }

  plan = (what, how) =>
    this.phone.page.evaluate(([of, now]) => window.faked.plan(of, now), [what, how]);
  does = (what) => this.phone.page.evaluate((name) => window.faked[name](), what);

  async microphone(stage) {
    await this.phone.waits(
      `the microphone to be ${stage}`,
      (wanted) => {
        const [call] = window.ringline.phone.getSnapshot().calls;
        return (
          (call?.microphone ?? 'absent') === wanted.shown &&
          window.faked.isAsked() === wanted.asked &&
          window.faked.isOpen() === wanted.open
        );
      },
      stages[stage],
    );
    this.reached.add(stage);
  }

  async playback(status) {
    await this.phone.waits(
      `the player to be ${status}`,
      (wanted) => (window.ringline.phone.getSnapshot().calls[0]?.playback ?? 'off') === wanted,
      status.toLowerCase(),
    );
    this.reached.add(status);
  }

  async choose() {
    await this.phone.page.evaluate(() => {
      // Another one than is in use: the tests' browser has the system's own twice.
      window.choice = window.choice === 'default' ? '' : 'default';
      window.ringline.phone.setMicrophone({ deviceId: window.choice });
    });
  }
}

const inCall = 'In call';

/** Staff call the customer, who answers; the customer's devices are the case's. */
async function talk(world, reached) {
  const caller = await world.openStaff();
  const callee = await Handset.open(world, customer, 'customerTone', reached);
  await caller.dialContact(customer.name);
  await callee.phone.waitForIncoming(staff.name);
  await callee.phone.accept();
  await Promise.all([
    caller.waitForTone(tones.customerHz),
    callee.phone.waitForTone(tones.staffHz),
    callee.microphone('Open'),
    callee.playback('Playing'),
  ]);
  return { caller, callee };
}

async function hangUp(caller, callee) {
  await caller.hangUp();
  await callee.phone.waitForIdle();
  await Promise.all([callee.microphone('Absent'), callee.playback('Off')]);
  await Promise.all([caller.waitForRelease(), callee.phone.waitForRelease()]);
}

const cases = [
  {
    name: 'a microphone that is allowed for good is opened while it rings, silent until the answer',
    reaches: ['Absent', 'Early', 'Spare', 'Open', 'Off', 'Playing'],
    async run(world, reached) {
      const caller = await world.openStaff();
      const callee = await Handset.open(world, customer, 'customerTone', reached, ['microphone']);
      await callee.microphone('Absent');
      await callee.plan('microphone', 'hold');
      await caller.dialContact(customer.name);
      await callee.phone.waitForIncoming(staff.name);
      await callee.microphone('Early');
      await callee.plan('microphone', 'open');
      await callee.microphone('Spare');
      await callee.playback('Off');
      assert.ok(await callee.phone.probe(() => window.probe.tracks.every((each) => !each.enabled)));
      await callee.phone.accept();
      await Promise.all([callee.microphone('Open'), callee.playback('Playing')]);
      await Promise.all([
        caller.waitForTone(tones.customerHz),
        callee.phone.waitForTone(tones.staffHz),
      ]);
      await hangUp(caller, callee);
    },
  },
  {
    name: 'the browser’s question isn’t answered: both are told, and the answer ends it',
    reaches: ['Asking', 'Open', 'Absent', 'Off'],
    async run(world, reached) {
      const caller = await world.openStaff();
      const callee = await Handset.open(world, customer, 'customerTone', reached);
      await callee.plan('microphone', 'hold');
      await caller.dialContact(customer.name);
      await callee.phone.waitForIncoming(staff.name);
      await callee.phone.accept();
      await callee.microphone('Asking');
      await Promise.all([
        callee.phone.waitForTone(tones.staffHz),
        callee.phone.waitForWords(
          `Your browser asks for the microphone: allow it, so that ${staff.name} can hear you`,
        ),
        caller.waitForWords(
          `${customer.name}’s browser still asks for the microphone; they can hear you`,
        ),
      ]);
      await callee.plan('microphone', 'open');
      await callee.microphone('Open');
      await Promise.all([
        caller.waitForTone(tones.customerHz),
        callee.phone.waitForWords(inCall),
        caller.waitForWords(inCall),
      ]);
      await hangUp(caller, callee);
    },
  },
  {
    name: 'another microphone is chosen: the old one is heard until it is open, and goes on where it fails',
    reaches: ['Open', 'Replacing', 'Playing', 'Absent', 'Off'],
    async run(world, reached) {
      const { caller, callee } = await talk(world, reached);
      await callee.plan('microphone', 'hold');
      await callee.choose();
      await callee.microphone('Replacing');
      await caller.waitForTone(tones.customerHz);
      await callee.plan('microphone', 'NotReadableError');
      await callee.microphone('Open');
      const [call] = (await callee.phone.snapshot()).calls;
      assert.equal(call.microphoneError, 'failed');
      await caller.waitForTone(tones.customerHz);
      await callee.plan('microphone', 'open');
      // The one that went on: nothing is wrong with that.
      await callee.choose();
      await callee.phone.waits(
        'nothing to be wrong with the microphone',
        () => window.ringline.phone.getSnapshot().calls[0].microphoneError === null,
      );
      await callee.microphone('Open');
      await caller.waitForTone(tones.customerHz);
      await hangUp(caller, callee);
    },
  },
  {
    name: 'the microphone is unplugged: both are told, and a device that comes is heard',
    reaches: ['Open', 'Seeking', 'Lost', 'Retrying', 'Playing', 'Absent', 'Off'],
    async run(world, reached) {
      const { caller, callee } = await talk(world, reached);
      await callee.plan('microphone', 'hold');
      await callee.does('unplug');
      await callee.microphone('Seeking');
      await callee.plan('microphone', 'NotFoundError');
      await callee.microphone('Lost');
      await Promise.all([
        callee.phone.waitForWords(
          `Your microphone is gone, and ${staff.name} can’t hear you: plug one in, or choose another`,
        ),
        caller.waitForWords(`${customer.name} has no microphone at the moment; they can hear you`),
        callee.phone.waitForTone(tones.staffHz),
      ]);
      await callee.plan('microphone', 'hold');
      await callee.does('plugIn');
      await callee.microphone('Retrying');
      await callee.plan('microphone', 'open');
      await callee.microphone('Open');
      await Promise.all([
        caller.waitForTone(tones.customerHz),
        callee.phone.waitForWords(inCall),
        caller.waitForWords(inCall),
      ]);
      await hangUp(caller, callee);
    },
  },
  {
    name: 'the microphone is forbidden during a call: the call goes on, and a choice brings it back',
    reaches: ['Open', 'Refused', 'Playing', 'Absent', 'Off'],
    async run(world, reached) {
      const { caller, callee } = await talk(world, reached);
      await callee.plan('microphone', 'NotAllowedError');
      await callee.does('unplug');
      await callee.microphone('Refused');
      await Promise.all([
        callee.phone.waitForWords(
          `The microphone isn’t allowed any more, and ${staff.name} can’t hear you`,
        ),
        caller.waitForWords(`${customer.name} has no microphone at the moment; they can hear you`),
        callee.phone.waitForTone(tones.staffHz),
      ]);
      await callee.plan('microphone', 'open');
      await callee.choose();
      await callee.microphone('Open');
      await Promise.all([caller.waitForTone(tones.customerHz), caller.waitForWords(inCall)]);
      await hangUp(caller, callee);
    },
  },
  {
    name: 'a media key pauses the voice: it is started again, and a player that stays still asks for a click',
    reaches: ['Open', 'Playing', 'Paused', 'Absent', 'Off'],
    async run(world, reached) {
      const { caller, callee } = await talk(world, reached);
      await callee.does('pause');
      await callee.phone.waitForTone(tones.staffHz);
      await callee.playback('Playing');
      await callee.plan('player', 'hold');
      await callee.does('pause');
      await callee.playback('Paused');
      await callee.phone.waits(
        'the page to ask for a click',
        () => !document.querySelector('[data-ref=hear]').hidden,
      );
      await callee.phone.page.click('[data-ref=hear]');
      await callee.plan('player', 'open');
      await callee.playback('Playing');
      await callee.phone.waitForTone(tones.staffHz);
      await callee.phone.waits(
        'the page to ask for nothing',
        () => document.querySelector('[data-ref=hear]').hidden,
      );
      await caller.waitForTone(tones.customerHz);
      await hangUp(caller, callee);
    },
  },
  {
    name: 'a browser that refuses the player: a click is asked for, and it is heard',
    reaches: ['Open', 'Blocked', 'Playing', 'Absent', 'Off'],
    async run(world, reached) {
      const caller = await world.openStaff();
      const callee = await Handset.open(world, customer, 'customerTone', reached);
      await caller.dialContact(customer.name);
      await callee.phone.waitForIncoming(staff.name);
      await callee.plan('player', 'NotAllowedError');
      await callee.phone.accept();
      await callee.playback('Blocked');
      await callee.microphone('Open');
      await caller.waitForTone(tones.customerHz);
      await callee.plan('player', 'open');
      await callee.phone.page.click('[data-ref=hear]');
      await callee.playback('Playing');
      await callee.phone.waitForTone(tones.staffHz);
      await hangUp(caller, callee);
    },
  },
];

const reachable = new Set(cases.flatMap(({ reaches }) => reaches));
assert.deepEqual(
  [...allStages, ...allPlayback].filter((state) => !reachable.has(state)),
  [],
  'states of core/src/audio that no case reaches',
);
assert.deepEqual(Object.keys(stages), allStages);

export default cases.map(({ name, reaches, run }) => ({
  name,
  async run(world) {
    const reached = new Set();
    await run(world, reached);
    assert.deepEqual([...reached].sort(), [...reaches].sort());
  },
}));
