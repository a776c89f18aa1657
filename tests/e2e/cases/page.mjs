// The page itself: both phones in one window, its history, its people, its log, its errors.
import assert from 'node:assert/strict';

import { inPage } from '../support/deadline.mjs';
import { openStage } from '../support/stage.mjs';
import { customer, staff } from '../support/world.mjs';

const lineIs = (page, wanted) =>
  inPage(
    page,
    `the line to be ${wanted}`,
    (line) => document.querySelector('.desk').dataset.line === line,
    wanted,
  );

export default [
  {
    name: 'both phones on one page, on a desktop and on a phone’s screen',
    async run(world) {
      for (const viewport of [
        { width: 1280, height: 860 },
        { width: 360, height: 740 },
      ]) {
        const { page, staffFrame, customerFrame } = await openStage(world, { viewport });
        const isNarrow = viewport.width < 768;
        await lineIs(page, 'idle');
        await staffFrame.fill('[data-ref=target]', 'Rahim');
        await staffFrame.click('[data-ref=contacts] [data-contact=contact_rahim]');
        await staffFrame.click('[data-ref=dialButton]');
        await lineIs(page, 'ringing');
        if (isNarrow) {
          await inPage(
            page,
            'the tab to tell of the ringing',
            () => document.querySelector('[data-state-of=customer]').textContent === 'rings',
          );
          await page.click('[data-shows=customer]');
        }
        await customerFrame.click('[data-ref=accept]');
        await lineIs(page, 'active');
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(
          width <= viewport.width,
          `the page is ${width} px wide on a screen of ${viewport.width}`,
        );
        await customerFrame.click('[data-ref=hangUp]');
        await lineIs(page, 'idle');
        await page.context().close();
      }
    },
  },
  {
    name: 'the history by direction, and a call from it',
    async run(world) {
      const [one, other] = await world.openBoth();
      for (const [caller, callee, name] of [
        [one, other, customer.name],
        [other, one, staff.name],
      ]) {
        await caller.dialContact(name);
        await callee.waits('it to ring', () => document.querySelector('[data-ref=incoming]').open);
        await callee.reject();
        await Promise.all([caller.waitForIdle(), callee.waitForIdle()]);
      }
      for (const phone of [one, other]) {
        for (const [direction, wanted] of [
          ['outgoing', ['outgoing']],
          ['incoming', ['incoming']],
          ['', ['incoming', 'outgoing']],
        ]) {
          await phone.page.check(`[data-ref=directions] [value="${direction}"]`, { force: true });
          await phone.waits(
            `the history to be ${wanted.join(' and ')}`,
            (ways) => {
              const rows = [...document.querySelectorAll('[data-ref=calls] li')];
              return (
                rows
                  .map(({ dataset }) => dataset.way)
                  .sort()
                  .join() === ways
              );
            },
            wanted.join(),
          );
        }
      }
      await one.page.click('[data-ref=calls] li:first-child .again');
      await other.waitForIncoming(staff.name);
    },
  },
  {
    name: 'a page that has never been clicked says that it rings in silence',
    async run(world) {
      const context = await world.newContext('staffTone');
      const page = await context.newPage();
      // The driver's own look into a page counts as a click; the debugger's doesn't.
      const debug = await context.newCDPSession(page);
      const isHinted = async () => {
        const expression = `new Promise((resolve) => {
          const look = () => window.ringline
            ? resolve(!document.querySelector('[data-ref=ringHint]').hidden)
            : requestAnimationFrame(look);
          look();
        })`;
        const answer = await debug.send('Runtime.evaluate', { expression, awaitPromise: true });
        return answer.result.value;
      };
      await page.goto(`${world.url}/?as=staff&user=${staff.user}`);
      assert.equal(await isHinted(), true);
      await page.mouse.click(5, 300);
      assert.equal(await isHinted(), false);
    },
  },
  {
    name: 'another person on the same phone',
    async run(world) {
      const [phone, callee] = await Promise.all([world.openStaff(), world.openCustomer()]);
      await phone.page.selectOption('[data-ref=person]', 'user_jonas');
      await phone.page.waitForURL(/user=user_jonas/u);
      await phone.waitForLink('online');
      await phone.dialContact(customer.name);
      await callee.waitForIncoming('Jonas Weber');
      assert.ok(await phone.page.isDisabled('[data-ref=person]'), 'nobody changes during a call');
    },
  },
  {
    name: 'the log tells what the core did, filters, and is copied without secrets',
    async run(world) {
      const context = await world.newContext('staffTone');
      await context.grantPermissions(['clipboard-read', 'clipboard-write', 'microphone']);
      const caller = await world.open(staff, 'staffTone', context);
      const callee = await world.openCustomer();
      await caller.dialContact(customer.name);
      await callee.waitForIncoming(staff.name);
      await caller.page.click('[data-ref=logHandle]');
      const types = () => caller.page.locator('[data-ref=logList] .entry-type').allTextContents();
      const all = await types();
      for (const type of ['dial', 'sendFrame', 'createPeer', 'playTone'])
        assert.ok(all.includes(type), type);
      assert.ok(!all.includes('wait'), 'timers are left out unless asked for');

      await caller.page.fill('[data-ref=logFilter]', 'createpeer');
      assert.deepEqual([...new Set(await types())], ['createPeer']);
      await caller.page.fill('[data-ref=logFilter]', '');
      await caller.page.click('[data-ref=logCopy]');
      await caller.waits('the copy', () =>
        /copied/u.test(document.querySelector('[data-ref=logStatus]').textContent),
      );
      const copied = await caller.page.evaluate(() => navigator.clipboard.readText());
      const entries = JSON.parse(copied);
      assert.ok(entries.some(({ way, type }) => way === 'in' && type === 'linkUp'));
      assert.ok(entries.some(({ way, type }) => way === 'out' && type === 'createOffer'));
      assert.ok(!/eyJ[\w-]{10,}/u.test(copied), 'a token was copied');
      assert.match(copied, /\(hidden\)/u);
    },
  },
  {
    name: 'a person that is not there, and a gateway that is not there, are explained',
    async run(world) {
      const context = await world.newContext('staffTone');
      const page = await context.newPage();
      const banner = (words) =>
        inPage(
          page,
          `a banner with “${words}”`,
          (wanted) => {
            const shown = document.querySelector('[data-ref=banner]');
            return shown && !shown.hidden && shown.textContent.includes(wanted);
          },
          words,
        );
      await page.goto(`${world.url}/?as=staff&user=nobody`);
      await banner('nobody');

      const phone = await world.open(staff, 'staffTone', context);
      await world.killGateway();
      await phone.waitForLink('connecting');
      await phone.page.fill('[data-ref=target]', 'Sof');
      await phone.waits('the search to fail in words', () =>
        document
          .querySelector('[data-ref=dialHint]')
          .textContent.includes('gateway can’t be reached'),
      );
      assert.ok(await phone.page.isDisabled('[data-ref=dialButton]'));
    },
  },
];
