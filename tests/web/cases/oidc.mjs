// Sign-in by OpenID Connect with a provider of the tests' own, whose tokens the gateway verifies by its
// published keys.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import Provider from 'oidc-provider';

import { startProgram } from '../../interop/support/program.mjs';
import { freePort, startNext } from '../support/next-server.mjs';
import { customer, staff, tones } from '../support/world.mjs';

const clientId = 'ringline-web';

async function startProvider(appUrl) {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        redirect_uris: [`${appUrl}/session/callback`],
        post_logout_redirect_uris: [`${appUrl}/`],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
      },
    ],
    // So short that each page needs the next one.
    ttl: { IdToken: 40, AccessToken: 40 },
    rotateRefreshToken: true,
    features: { revocation: { enabled: true } },
    pkce: { required: () => true },
    jwks: {
      keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: '1' }],
    },
    cookies: { keys: ['only for this test'] },
    claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  const seen = { renewals: 0, revocations: 0, signOuts: [] };
  provider.use(async (context, next) => {
    if (context.path === '/session/end') seen.signOuts.push(context.querystring);
    await next();
    if (context.oidc?.route === 'revocation' && context.status === 200) ++seen.revocations;
  });
  provider.on('grant.success', ({ oidc }) => {
    if (oidc.params.grant_type === 'refresh_token') ++seen.renewals;
  });
  const server = provider.listen(port, 'localhost');
  await once(server, 'listening');
  return { issuer, port, seen, close: () => server.close() };
}

async function startAll({ root, program, folder, databasePath }) {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const appUrl = `http://localhost:${port}`;
  const provider = await startProvider(appUrl);
  // The people stand in the database: the case's gateway has seeded it in development mode.
  const gateway = await startProgram(
    'the gateway',
    [
      program,
      ...['--address', '127.0.0.1', '--port', '0', '--mode', 'production'],
      ...['--database-url', `sqlite:${databasePath}`, '--frontend-url', appUrl],
      ...['--jwks', `${provider.issuer}/jwks`, '--jwt-issuer', provider.issuer],
      ...['--jwt-audience', clientId, '--session-secret', 'f'.repeat(64)],
    ],
    { logPath: join(folder, 'production.log') },
  );
  const next = await startNext({
    root,
    port,
    logPath: join(folder, 'next.log'),
    env: {
      IDENTITY: 'oidc',
      RINGLINE_URL: `http://localhost:${gateway.port}`,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: clientId,
      SESSION_SECRET: 'e'.repeat(64),
    },
  });
  return {
    ...provider,
    url: next.url,
    async stop() {
      await next.stop();
      await gateway.stop();
      provider.close();
    },
  };
}

/** At the provider: who it is, and that the app may know it. */
async function signInAt({ page, person, url }) {
  await page.goto(url);
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.locator('[name=login]').fill(person.id);
  await page.locator('[name=password]').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`**${person.home}`);
}

export default [
  {
    name: 'by OpenID Connect: sign in, renew the token, call, sign out',
    async run(world) {
      await world.gateway.stop();
      world.gateway = null;
      const own = await startAll({ ...world, folder: join(world.folder, 'oidc') });
      try {
        world.url = own.url;
        const [caller, callee] = await Promise.all([world.visit(staff), world.visit(customer)]);
        await Promise.all([signInAt(caller), signInAt(callee)]);
        await Promise.all([caller.ready(), callee.ready()]);
        await caller.dialContact(customer.name);
        await callee.button('Accept').click();
        await Promise.all([
          caller.waitForTone(tones.customerHz),
          callee.waitForTone(tones.staffHz),
        ]);
        await caller.button('End call').click();
        await caller.waitForRelease();

        const before = own.seen.renewals;
        await caller.page.reload();
        await caller.ready();
        assert.ok(own.seen.renewals > before, 'a token that is about to run out is renewed');

        const cookies = await caller.page.context().cookies(own.url);
        const session = cookies.find(({ name }) => name === 'ringline_session');
        assert.ok(session.httpOnly && session.sameSite === 'Lax');
        assert.ok(!session.value.includes('eyJhbGciOiJSUzI1NiI'), 'the token is sealed');

        // What is sealed for another purpose is no session.
        const tokenFor = (cookie) =>
          fetch(`${own.url}/session/token`, { headers: { cookie: `ringline_session=${cookie}` } });
        const begun = await fetch(`${own.url}/session/sign-in`, { redirect: 'manual' });
        const attempt = /ringline_sign_in=([^;]+)/u.exec(begun.headers.get('set-cookie'))[1];
        assert.equal((await tokenFor(attempt)).status, 401);
        assert.equal((await tokenFor(session.value)).status, 200);

        const otherTab = await caller.page.context().newPage();
        await otherTab.goto(`${own.url}/calls`);
        await otherTab.getByRole('heading', { level: 1 }).waitFor();
        await caller.button(new RegExp(staff.name, 'u')).first().click();
        await caller.page.getByRole('menuitem', { name: 'Sign out' }).click();
        await caller.page.getByRole('button', { name: 'Yes, sign me out' }).click();
        await caller.page.getByRole('link', { name: 'Sign in' }).waitFor();
        await caller.page.goto(`${own.url}/calls`);
        await caller.page.getByRole('link', { name: 'Sign in' }).waitFor();

        // It ends in this browser's other tabs, for whoever has copied the cookie, and at the provider,
        // whose log has no token that the gateway would take.
        await otherTab.getByRole('link', { name: 'Sign in' }).waitFor();
        assert.equal((await tokenFor(session.value)).status, 401);
        assert.equal(own.seen.revocations, 1);
        assert.equal(own.seen.signOuts.length, 1);
        assert.ok(!own.seen.signOuts[0].includes('eyJ'), 'an ID token stands in the address');

        // What wasn't begun here ends nowhere.
        await caller.page.goto(`${own.url}/session/callback?code=stolen&state=guessed`);
        await caller.page.getByRole('alert').filter({ hasText: 'Couldn’t sign you in' }).waitFor();
      } finally {
        for (const context of world.contexts.splice(0)) await context.close();
        await own.stop();
      }
    },
  },
];
