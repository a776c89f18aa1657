// What can go wrong in a live call, in one table.
//
//   name     for the report
//   about    what happens, in a sentence
//   bound    what is promised: the longest silence at a far end, ms, from when the fault began or,
//            where `from` is 'healed', from when it was over; null where the fault is the silence
//   strike   does it, and undoes it where it is undone; may return {healedMs, silence: false}
//   ends     the call is over afterwards, by this reason
//
// strike(lab, phones) is given both phones: phones[0] is the staff's in home1, who called.
import { usualMs } from '../e2e/support/deadline.mjs';

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The wire of home1 is cut for so long. */
const cut = async (lab, forMs) => {
  await lab.network.setWire('wire1', { down: true });
  await pause(forMs);
  await lab.network.setWire('wire1', {});
  return { healedMs: Date.now() };
};

const badWeather = async (lab, weather) => {
  await lab.network.setWire('wire1', weather);
  await pause(8_000);
  await lab.network.setWire('wire1', {});
};

export const faults = [
  {
    name: 'address changes',
    about: 'one side leaves its network for another, with another address',
    bound: 2_000,
    strike: (lab) => lab.network.switchNetwork('wlan0'),
    undo: (lab) => lab.network.switchNetwork('eth0'),
  },
  {
    name: 'router gets another address',
    about: "one side's provider gives its router another address; its computer sees nothing",
    bound: 2_000,
    strike: (lab) => lab.network.moveRouter('router1'),
  },
  {
    name: 'NAT rebinds',
    about: "one side's router forgets its mappings and makes others",
    bound: 1_000,
    strike: (lab) => lab.network.rebind('router1'),
    undo: (lab) => lab.network.setNat('router1', 'cone'),
  },
  ...[1, 5, 20].map((seconds) => ({
    name: `link down for ${seconds} s`,
    about: `nothing passes between one side and the world for ${seconds} s`,
    bound: 500,
    from: 'healed',
    strike: (lab) => cut(lab, seconds * 1_000),
  })),
  {
    name: '5 % loss, 100 ms delay',
    about: 'one side loses 5 % of its packets for 8 s',
    bound: 500,
    strike: (lab) => badWeather(lab, { delayMs: 100, lossPercent: 5 }),
  },
  {
    name: '20 % loss, 100 ms delay',
    about: 'one side loses 20 % of its packets for 8 s',
    bound: 1_000,
    strike: (lab) => badWeather(lab, { delayMs: 100, lossPercent: 20 }),
  },
  {
    name: 'gateway killed and started again',
    about: 'kill -9 of the gateway in mid-call; another takes its place',
    bound: 100,
    async strike(lab, phones) {
      await lab.killGateway();
      await lab.startGateway();
      await Promise.all(phones.map((phone) => phone.waitForLink('online', 30_000)));
    },
  },
  {
    name: 'gateway gone, hang-up',
    about: 'the gateway stays away; both talk on, one hangs up, and it comes back later',
    ends: 'hung_up',
    async strike(lab, phones) {
      await lab.killGateway();
      await pause(3_000);
      const silentMs = await phones[1].longestGapMs(Date.now() - 3_000);
      await phones[0].hangUp();
      await Promise.all(phones.map((phone) => phone.waitForState('ended')));
      await lab.startGateway();
      await Promise.all(phones.map((phone) => phone.waitForLink('online', 30_000)));
      return { silentMs };
    },
  },
  {
    name: 'database away',
    about: "the database can't be written for 5 s in mid-call",
    bound: 100,
    async strike(lab) {
      const release = await lab.blockDatabase();
      await pause(5_000);
      await release();
    },
  },
  {
    name: 'relay restarted',
    about: 'the relay of a relayed call is killed and started again',
    bound: 4_000,
    nat: ['symmetric', 'symmetric'],
    strike: (lab) => lab.restartRelay(),
  },
  ...['caller', 'callee'].map((side, at) => ({
    name: `${side} reloads the page`,
    about: `the page of the ${side} is loaded again in mid-call`,
    bound: 5_000,
    async strike(lab, phones) {
      await phones[at].page.reload();
      await phones[at].waitForState('active');
    },
  })),
  {
    name: 'tab frozen for 30 s',
    about: "the browser freezes one side's page and wakes it later",
    bound: 5_000,
    from: 'healed',
    async strike(lab, [phone]) {
      const session = await phone.page.context().newCDPSession(phone.page);
      await session.send('Page.setWebLifecycleState', { state: 'frozen' });
      await pause(30_000);
      await session.send('Page.setWebLifecycleState', { state: 'active' });
      return { healedMs: Date.now() };
    },
  },
  {
    name: 'microphone unplugged',
    about: "one side's microphone ends; the browser offers another",
    bound: 2_000,
    strike: (lab, [phone]) =>
      phone.page.evaluate(() => {
        const track = window.probe.tracks.findLast((each) => each.readyState === 'live');
        track.stop();
        // Stopped by the page, a track says nothing; one whose device has gone does.
        track.dispatchEvent(new Event('ended'));
      }),
  },
];

export const limitMs = 4 * usualMs;
