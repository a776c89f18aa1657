// The gateway answers as docs/openapi.json says, and the document says all that it answers.
import { Validator } from '@seriousme/openapi-schema-validator';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  ask,
  askUntil,
  document,
  documented,
  operations,
  seen,
  send,
} from './support/contract.mjs';
import { overEach } from './support/databases.mjs';
import { people, startGateway, tokenFor } from './support/gateway.mjs';
import { connect } from './support/socket.mjs';

const { amina, rahim } = people;

overEach('the contract', (database) => {
  const gateways = {};

  before(async () => {
    seen.clear();
    gateways.own = await startGateway({ database });
  });
  after(async () => {
    for (const each of Object.values(gateways)) await each.stop();
  });

  const open = ['getDescription', 'listPeople', 'createDevToken'];
  const guarded = [...operations.keys()].filter((id) => !open.includes(id));
  const staffOnly = ['createContact', 'exportContacts', 'importContacts', 'changeContact'];
  const withBody = ['createContact', 'importContacts', 'changeContact', 'createDevToken'];
  const newContact = { firstName: 'Ines' };
  const csv = { type: 'text/csv', body: 'firstName\nBo\n' };

  // What makes each operation answer 200, for staff.
  const good = {
    getDescription: {},
    getMe: {},
    listContacts: {},
    createContact: { body: newContact, status: 201 },
    exportContacts: {},
    importContacts: csv,
    getPresence: { query: { ids: 'contact_rahim,contact_priya' } },
    getContact: { id: 'contact_rahim' },
    changeContact: { id: 'contact_rahim', body: { lastName: 'Chowdhury' } },
    listCalls: {},
    exportCalls: {},
    getAnalytics: {},
    listPeople: {},
    createDevToken: { body: { userId: 'user_amina' } },
  };

  test('the document is one of OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document));
    assert.ok(result.valid, JSON.stringify(result.errors, null, 2));
  });

  test('its schemas of answers let nothing pass that they do not name', () => {
    const walk = (schema, path) => {
      if (schema === null || typeof schema !== 'object') return;
      if (schema.properties) {
        assert.equal(schema.additionalProperties, false, `${path} is open`);
      }
      for (const [key, value] of Object.entries(schema)) walk(value, `${path}/${key}`);
    };
    walk(document.components.schemas, '#/components/schemas');
  });

  test('what is right is answered as it is described', async () => {
    for (const [id, options] of Object.entries(good)) {
      await ask(gateways.own, id, { as: amina, ...options });
    }
    await ask(gateways.own, 'changeContact', {
      as: amina,
      id: 'contact_rahim',
      type: 'application/merge-patch+json',
      body: {},
    });
    const { email } = (await ask(gateways.own, 'getMe', { as: amina })).body;
    assert.equal(email, 'amina@harbor.example');
    const customer = (await ask(gateways.own, 'getMe', { as: rahim })).body;
    assert.equal(customer.email, 'rahim@mail.example');
    for (const id of ['getMe', 'listContacts', 'getPresence', 'listCalls', 'exportCalls']) {
      await ask(gateways.own, id, { as: rahim, ...good[id] });
    }
    await ask(gateways.own, 'getContact', { as: rahim, id: 'user_jonas' });
  });

  test('a call is described, and so is its page', async () => {
    const staff = await connect(gateways.own, amina);
    const placed = await staff.ask('call:initiate', { contactId: 'contact_rahim' });
    await staff.close();
    const one = await ask(gateways.own, 'getCall', { as: amina, id: placed.callId });
    assert.equal(one.body.status, 'FAILED');
    const page = await ask(gateways.own, 'listCalls', { as: rahim });
    assert.equal(page.body.items[0].id, placed.callId);
  });

  test('without a token, and as somebody who may not', async () => {
    const stranger = { userId: 'user_nobody', role: 'tenant_member' };
    for (const id of guarded) {
      const asked = { id: 'any', ...good[id] };
      await ask(gateways.own, id, { ...asked, status: 401 });
      await ask(gateways.own, id, { ...asked, as: stranger, status: 403 });
      await ask(gateways.own, id, { ...asked, as: tokenFor(amina, -60), status: 401 });
    }
    for (const id of staffOnly)
      await ask(gateways.own, id, { ...good[id], as: rahim, status: 403 });
    // By a name of its own, as a page of somebody else's would reach this machine.
    const headers = { host: 'evil.example' };
    for (const id of ['listPeople', 'createDevToken']) {
      await ask(gateways.own, id, { ...good[id], headers, status: 403 });
    }
  });

  test('what is wrong is named', async () => {
    const wrong = {
      listContacts: { query: { limit: '0' } },
      createContact: { body: { firstName: '' } },
      exportContacts: { query: { search: 'a'.repeat(201) } },
      importContacts: { type: 'text/csv', body: 'email\nbo@mail.example\n' },
      getPresence: {},
      changeContact: { id: 'contact_rahim', body: { email: 'nowhere' } },
      listCalls: { query: { direction: 'UP' } },
      exportCalls: { query: { from: 'yesterday' } },
      getAnalytics: { query: { timeZone: 'Mars/Base' } },
      createDevToken: { body: {} },
    };
    for (const [id, options] of Object.entries(wrong)) {
      const { body } = await ask(gateways.own, id, { as: amina, ...options, status: 400 });
      assert.ok(body.error.field, `${id} names no field`);
    }
  });

  test('bodies that are too large, or of another type', async () => {
    for (const id of withBody) {
      const announced = id === 'importContacts' ? 1_048_577 : 65_537;
      const { body } = await ask(gateways.own, id, {
        as: amina,
        id: 'contact_rahim',
        announced,
        status: 413,
      });
      assert.match(body.error.message, new RegExp(String(announced - 1), 'u'));
      await ask(gateways.own, id, {
        as: amina,
        id: 'contact_rahim',
        type: 'application/xml',
        body: '<contact/>',
        status: 415,
      });
    }
  });

  test('what is not there', async () => {
    const gone = { id: 'contact_nobody', status: 404 };
    const foreign = { id: 'contact_priya', status: 404 };
    for (const each of [gone, foreign]) {
      await ask(gateways.own, 'getContact', { as: amina, ...each });
      await ask(gateways.own, 'changeContact', { as: amina, body: {}, ...each });
    }
    await ask(gateways.own, 'getCall', { as: amina, ...gone });
    await ask(gateways.own, 'createDevToken', { body: { userId: 'user_nobody' }, status: 404 });
  });

  test('an import with wrong rows', async () => {
    await ask(gateways.own, 'importContacts', {
      as: amina,
      type: 'text/csv',
      body: 'firstName,email\nAda,nowhere\n',
      status: 422,
    });
  });

  test('lists that are too long for a file', async () => {
    const short = (gateways.short = await startGateway({
      database,
      args: ['--export-rows', '2'],
    }));
    const contacts = await ask(short, 'exportContacts', { as: amina, status: 422 });
    assert.equal(contacts.body.error.field, 'search');
    await ask(short, 'exportContacts', {
      as: amina,
      query: { search: 'mail.example' },
      status: 422,
    });
    await ask(short, 'exportContacts', { as: amina, query: { search: 'chowdhury' } });
    const staff = await connect(short, amina);
    for (let made = 1; made <= 3; ++made) {
      await staff.ask('call:initiate', { contactId: 'contact_rahim' });
      await ask(short, 'exportCalls', { as: amina, status: made <= 2 ? 200 : 422 });
    }
    await staff.close();
  });

  test('a database that fails', async () => {
    const broken = (gateways.broken = await startGateway({ database }));
    await ask(broken, 'getMe', { as: amina });
    await broken.sql('ALTER TABLE users RENAME TO users_away;');
    const touching = [...operations.keys()].filter((id) => id !== 'getDescription');
    await Promise.all(
      touching.map((id) =>
        ask(broken, id, { as: amina, id: 'contact_rahim', ...good[id], status: 503 }),
      ),
    );
    await broken.sql('ALTER TABLE users_away RENAME TO users;');
    await ask(broken, 'getMe', { as: amina });
  });

  test('who asks too often is told when to come back', async () => {
    const args = ['--requests-per-person', '1'];
    const slow = (gateways.slow = await startGateway({ database, args }));
    for (const id of guarded) {
      await askUntil(slow, id, { as: amina, id: 'contact_rahim', ...good[id], status: 429 });
    }
    // Others of the same company don't suffer for it.
    await ask(slow, 'getMe', { as: people.jonas });
  });

  test('other methods get 405 and the ones that there are', async () => {
    const known = ['get', 'post', 'put', 'patch', 'delete'];
    for (const [path, item] of Object.entries(document.paths)) {
      const allowed = known.filter((method) => method in item);
      const names = allowed.flatMap((method) =>
        method === 'get' ? ['GET', 'HEAD'] : method.toUpperCase(),
      );
      for (const method of known.filter((each) => !allowed.includes(each))) {
        const answer = await send(gateways.own, method, path.replace('{id}', 'contact_rahim'));
        assert.equal(answer.status, 405, `${method} ${path}`);
        assert.deepEqual(answer.headers.allow.split(', ').sort(), names.sort(), path);
      }
      if (!allowed.includes('get')) continue;
      const head = await send(gateways.own, 'head', path.replace('{id}', 'contact_rahim'), {
        as: amina,
      });
      assert.notEqual(head.status, 405, path);
      assert.equal(head.text, '');
    }
  });

  test('every answer of the document was seen', () => {
    assert.deepEqual(
      documented.filter((each) => !seen.has(each)),
      [],
    );
  });
});
