// The content security policy, and that nothing comes from anywhere else.
import assert from 'node:assert/strict';

import { customer, staff } from '../support/world.mjs';

const directive = (policy, name) =>
  policy
    .split('; ')
    .map((part) => part.split(' '))
    .find(([first]) => first === name)
    ?.slice(1);

export default [
  {
    name: 'the policy allows the page’s own scripts, WebAssembly, and nothing more',
    async run(world) {
      const page = await world.open(staff);
      const [one, other] = await Promise.all(
        [1, 2].map(async () => (await fetch(world.url)).headers.get('content-security-policy')),
      );
      const scripts = directive(one, 'script-src');
      assert.deepEqual(
        scripts.map((source) => source.replace(/^'nonce-[0-9a-f]{32}'$/u, 'nonce')),
        ["'self'", 'nonce', "'wasm-unsafe-eval'"],
      );
      assert.notDeepEqual(scripts, directive(other, 'script-src'), 'a nonce is used once');
      assert.deepEqual(directive(one, 'default-src'), ["'self'"]);
      assert.deepEqual(directive(one, 'object-src'), ["'none'"]);
      assert.deepEqual(directive(one, 'frame-ancestors'), ["'none'"]);
      assert.ok(!/unsafe-(inline|eval)'/u.test(one.replaceAll("'wasm-unsafe-eval'", '')));
      assert.deepEqual(directive(one, 'connect-src'), [
        "'self'",
        world.wire.url,
        world.wire.url.replace('http', 'ws'),
      ]);

      // What it forbids doesn't happen.
      const blocked = await page.page.evaluate(
        () =>
          new Promise((done) => {
            const seen = [];
            document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
              seen.push(effectiveDirective);
              if (seen.length === 3)
                done({ seen: seen.sort(), happened: window.happened ?? false });
            });
            const script = document.createElement('script');
            script.textContent = 'window.happened = true';
            document.body.append(script);
            const holder = document.createElement('div');
            holder.innerHTML = '<img src="data:," onerror="window.happened = true">';
            document.body.append(holder);
            setTimeout('window.happened = true');
          }),
      );
      assert.deepEqual(blocked, {
        seen: ['script-src', 'script-src-attr', 'script-src-elem'],
        happened: false,
      });
    },
  },
  {
    name: 'a whole call breaks no rule of the policy, and asks no other host for anything',
    async run(world) {
      const pages = await Promise.all([world.visit(staff), world.visit(customer)]);
      const hosts = new Set();
      for (const { page } of pages) {
        page.on('request', (request) => hosts.add(new URL(request.url()).host));
        page.on('websocket', (socket) => hosts.add(new URL(socket.url()).host));
      }
      await Promise.all(pages.map((page) => page.signIn()));
      const [caller, callee] = pages;
      await caller.dialContact(customer.name);
      await callee.button('Accept').click();
      await Promise.all([caller.call('active').waitFor(), callee.call('active').waitFor()]);
      // A popover, a dialog and a toast bring style sheets of their own.
      await caller.button('Sound').click();
      await caller.page.getByRole('slider').waitFor();
      await caller.page.keyboard.press('Escape');
      await caller.button('End call').click();
      await caller.rows().first().getByRole('button').first().click();
      await caller.page.getByRole('dialog').getByText('What happened').waitFor();
      assert.deepEqual(
        [...hosts].filter(Boolean).sort(),
        [world.url, world.wire.url].map((url) => new URL(url).host).sort(),
      );
      for (const { problems } of pages) assert.deepEqual(problems, []);
    },
  },
];
