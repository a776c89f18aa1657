// Contacts: found, paged, written by staff, imported and exported; seen by nobody of another tenant.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ask, send } from './support/contract.mjs';
import { overEach } from './support/databases.mjs';
import { people, startGateway } from './support/gateway.mjs';

const { amina, mei, rahim } = people;

// A CRM's database in which every contact must have an owner.
const crmTables = `
  CREATE TABLE "tenants" ("id" TEXT PRIMARY KEY, "name" TEXT NOT NULL);
  CREATE TABLE "users" ("id" TEXT PRIMARY KEY, "tenantId" TEXT NOT NULL, "clerkId" TEXT NOT NULL,
    "email" TEXT NOT NULL, "name" TEXT, "role" TEXT NOT NULL DEFAULT 'member');
  CREATE TABLE "contacts" ("id" TEXT PRIMARY KEY, "tenantId" TEXT NOT NULL, "ownerId" TEXT NOT NULL,
    "firstName" TEXT NOT NULL, "lastName" TEXT, "email" TEXT, "phone" TEXT);
  CREATE TABLE "portal_customers" ("id" TEXT PRIMARY KEY, "tenantId" TEXT NOT NULL,
    "contactId" TEXT NOT NULL, "clerkId" TEXT NOT NULL, "email" TEXT NOT NULL, "name" TEXT);
  CREATE TABLE "call_logs" ("id" TEXT PRIMARY KEY, "tenantId" TEXT NOT NULL, "userId" TEXT,
    "contactId" TEXT, "direction" TEXT NOT NULL, "fromNumber" TEXT NOT NULL,
    "toNumber" TEXT NOT NULL, "status" TEXT NOT NULL, "duration" INTEGER, "recordingUrl" TEXT,
    "startedAt" TIMESTAMP(3), "endedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" TIMESTAMP(3) NOT NULL);
  INSERT INTO "tenants" VALUES ('tenant_harbor', 'Harbor');
  INSERT INTO "users" VALUES ('user_amina', 'tenant_harbor', 'clerk', 'a@x.example', 'A', 'member');
`;

overEach('contacts', (database) => {
  let gateway;

  before(async () => {
    gateway = await startGateway({ database });
  });
  after(() => gateway.stop());

  const list = async (query, as = amina) =>
    (await ask(gateway, 'listContacts', { as, query })).body;
  const ids = async (query, as = amina) => (await list(query, as)).items.map(({ id }) => id);
  const create = async (body, as = amina) =>
    (await ask(gateway, 'createContact', { as, body, status: 201 })).body;
  const refusedField = async (body) =>
    (await ask(gateway, 'createContact', { as: amina, body, status: 400 })).body.error.field;
  const importCsv = (body, { query, status, as = amina } = {}) =>
    ask(gateway, 'importContacts', { as, type: 'text/csv', body, query, status });
  const exported = async (query, as = amina) =>
    (await ask(gateway, 'exportContacts', { as, query })).text;

  test('a search finds names, addresses and numbers, however they are written', async () => {
    assert.deepEqual(await ids({ search: 'CHOWD' }), ['contact_rahim']);
    assert.deepEqual(await ids({ search: 'rahim@mail' }), ['contact_rahim']);
    assert.deepEqual(await ids({ search: 'নাদিয়া' }), ['contact_nadia']);
    for (const number of ['+8801711000001', '1711-000 001', '(1711) 000001']) {
      assert.deepEqual(await ids({ search: number }), ['contact_rahim']);
    }
    for (const wild of ['%', '_', '!', "'", '\\', '"']) {
      const found = await ids({ search: wild });
      assert.deepEqual(found, wild === "'" ? ['contact_tom'] : [], wild);
    }
  });

  test('pages hold everybody once, while others come and go', async () => {
    const all = await ids({ limit: 100 });
    const seen = [];
    let cursor = '';
    do {
      const page = await list({ limit: 2, cursor });
      seen.push(...page.items.map(({ id }) => id));
      if (seen.length === 2) await create({ firstName: 'Aaa' });
      cursor = page.nextCursor ?? '';
    } while (cursor);
    assert.deepEqual(seen, all);
  });

  test('a tenant sees its own, a customer the staff', async () => {
    assert.deepEqual(await ids({}, mei), ['contact_priya']);
    assert.deepEqual(await ids({}, rahim), ['user_amina', 'user_jonas']);
    const { body } = await ask(gateway, 'getContact', { as: rahim, id: 'user_amina' });
    assert.deepEqual(body, {
      id: 'user_amina',
      name: 'Amina Rahman',
      firstName: 'Amina Rahman',
      lastName: null,
      // Customers see their names alone, and find them by nothing else.
      email: null,
      phone: null,
      company: null,
      callable: true,
      reachable: false,
    });
    assert.deepEqual(await ids({ search: 'harbor.example' }, rahim), []);
    // Neither a contact of one's own tenant nor the staff of another.
    for (const id of ['contact_rahim', 'user_mei', "' OR 1=1 --", '%', 'x'.repeat(65), '\u0000']) {
      await ask(gateway, 'getContact', { as: rahim, id, status: 404 });
    }
  });

  test('a foreign contact and an unknown one get the same answer', async () => {
    for (const operation of ['getContact', 'changeContact']) {
      const answers = [];
      for (const id of ['contact_priya', 'contact_nobody']) {
        const { text } = await ask(gateway, operation, {
          as: amina,
          id,
          status: 404,
          ...(operation === 'changeContact' && { body: { firstName: 'Mine' } }),
        });
        answers.push(text);
      }
      assert.equal(answers[0], answers[1]);
    }
    const { body } = await ask(gateway, 'getContact', { as: mei, id: 'contact_priya' });
    assert.equal(body.firstName, 'Priya');
  });

  test('a contact is made, found and changed', async () => {
    const { headers, body: made } = await ask(gateway, 'createContact', {
      as: amina,
      body: {
        firstName: ' Ines ',
        lastName: 'Olu',
        email: 'ines@mail.example',
        phone: '+44 20 1',
      },
      status: 201,
    });
    assert.equal(headers.location, `/api/contacts/${made.id}`);
    assert.equal(made.name, 'Ines Olu');
    assert.equal(made.callable, false);
    assert.deepEqual(await ids({ search: 'ines olu' }), [made.id]);

    const change = async (body) =>
      (await ask(gateway, 'changeContact', { as: people.jonas, id: made.id, body })).body;
    assert.deepEqual(await change({}), made);
    assert.deepEqual(await change({ lastName: null }), { ...made, name: 'Ines', lastName: null });
    assert.deepEqual(await change({ phone: '' }), {
      ...made,
      name: 'Ines',
      lastName: null,
      phone: null,
    });
    const { body } = await ask(gateway, 'getContact', { as: amina, id: made.id });
    assert.equal(body.email, 'ines@mail.example');
  });

  test('each field has its limit, in characters of any script', async () => {
    const limits = { firstName: 100, lastName: 99 };
    for (const [field, most] of Object.entries(limits)) {
      await create({ firstName: 'L', [field]: 'x'.repeat(most) });
      assert.equal(await refusedField({ firstName: 'L', [field]: 'x'.repeat(most + 1) }), field);
      // One character, five code points, fifteen bytes; and a letter with its vowel sign.
      for (const letter of ['ক্ষ্ম', 'কি', 'é', '🇧🇩']) {
        await create({ firstName: 'L', [field]: letter.repeat(most / 2) });
        assert.equal(
          await refusedField({ firstName: 'L', [field]: letter.repeat(most + 1) }),
          field,
          letter,
        );
      }
    }
    const domain = '@mail.example';
    await create({ firstName: 'L', email: 'x'.repeat(254 - domain.length) + domain });
    assert.equal(
      await refusedField({ firstName: 'L', email: 'x'.repeat(255 - domain.length) + domain }),
      'email',
    );
    await create({ firstName: 'L', phone: '1'.repeat(64) });
    assert.equal(await refusedField({ firstName: 'L', phone: '1'.repeat(65) }), 'phone');
    // Digits of any script are digits.
    assert.equal(
      (await create({ firstName: 'L', phone: '+৮৮০ ১৭১১-০০০০০১' })).phone,
      '+880 1711-000001',
    );
  });

  test('what is no contact is refused, and nothing comes of it', async () => {
    const before = (await ids({ limit: 100 })).length;
    const wrong = [
      [{}, 'firstName'],
      [{ firstName: null }, 'firstName'],
      [{ firstName: '  ' }, 'firstName'],
      [{ firstName: 7 }, 'firstName'],
      [{ firstName: 'A\u0007' }, 'firstName'],
      [{ firstName: 'A', emial: 'a@b.c' }, 'emial'],
      [{ firstName: 'A', id: 'contact_rahim' }, 'id'],
      [{ firstName: 'A', tenantId: 'tenant_lumen' }, 'tenantId'],
      [{ firstName: 'A', email: '@b' }, 'email'],
      [{ firstName: 'A', email: 'a@b@c' }, 'email'],
      [{ firstName: 'A', email: 'lead@shop.example?bcc=spy%40evil.example' }, 'email'],
      [{ firstName: 'A', email: 'a@b&c' }, 'email'],
      [{ firstName: 'A', email: 'a@b\u202E' }, 'email'],
      [{ firstName: '\u202Egnp.exe' }, 'firstName'],
      [{ firstName: 'A', lastName: 'B\u200B' }, 'lastName'],
      [{ firstName: 'A', company: '\u2066x' }, 'company'],
      [{ firstName: 'A', phone: 'call me' }, 'phone'],
      [{ firstName: 'A', phone: '12' }, 'phone'],
      [{ firstName: 'A', company: 'x'.repeat(201) }, 'company'],
      [{ firstName: 'A', ['x'.repeat(65)]: 'B' }, 'body'],
      ['[]', 'body'],
      ['{', 'body'],
      ['', 'body'],
      ['{"firstName":"\\ud800"}', 'body'],
    ];
    for (const [body, field] of wrong) assert.equal(await refusedField(body), field);
    assert.equal((await ids({ limit: 100 })).length, before);
  });

  test('an import takes all rows, and says what it left out', async () => {
    const text =
      '\uFEFFLast Name;first_name;E-Mail;Phone;Birthday\r\n' +
      'Okafor;Chidi;chidi@mail.example;+234 800 1;1.1.2000\r\n' +
      '\'=Evil;"Two""quotes";;;\r\n';
    const { body } = await importCsv(text);
    assert.deepEqual(body, { created: 2, skipped: [], ignoredColumns: ['Birthday'] });
    const [chidi] = (await list({ search: 'chidi' })).items;
    assert.equal(chidi.name, 'Chidi Okafor');
    assert.equal(chidi.phone, '+234 800 1');
    const [evil] = (await list({ search: 'quotes' })).items;
    assert.equal(evil.name, 'Two"quotes =Evil');
  });

  test('one wrong row and nothing is taken; each is named with its line', async () => {
    const before = (await ids({ limit: 100 })).length;
    const text =
      'firstName,email,phone\n"Li\nne",ok@mail.example,\n,x@mail.example,\nB,nowhere,\nC,c@mail.example\n' +
      'D,D@mail.example,\nE,rahim@mail.example,\nF,,8801711000001\nG,d@mail.example,\nH,,,more\n';
    const { body } = await importCsv(text, { status: 422 });
    assert.deepEqual(
      body.error.rows.map(({ line, field }) => `${line} ${field}`),
      ['2 firstName', '4 firstName', '5 email', '8 email', '9 phone', '10 email', '11 row'],
    );
    assert.equal((await ids({ limit: 100 })).length, before);
  });

  test('who is there already is refused, skipped or made again, as one asks', async () => {
    const text =
      'firstName,email,phone\nNew,new@mail.example,+1 555 0100\nOld,NEW@mail.example,\nRahim,,+8801711000001\n';
    await importCsv(text, { status: 422 });
    const { body } = await importCsv(text, { query: { duplicates: 'skip' } });
    const [made] = await ids({ search: 'new@mail' });
    assert.deepEqual(body, {
      created: 1,
      skipped: [
        { line: 3, contactId: made },
        { line: 4, contactId: 'contact_rahim' },
      ],
      ignoredColumns: [],
    });
    const again = await importCsv(text, { query: { duplicates: 'create' } });
    assert.equal(again.body.created, 3);
    // What another tenant has is nobody's business.
    assert.equal(
      (await importCsv(text, { as: mei, query: { duplicates: 'create' } })).body.created,
      3,
    );
  });

  test('files that are none', async () => {
    const wrong = [
      ['', 'body'],
      ['firstName\n', 'body'],
      ['birthday\nA\n', 'line 1'],
      ['firstName\n"A\n', 'line 2'],
      [`firstName,${'x'.repeat(201)}\nA,B\n`, 'line 1'],
      [`firstName${',x'.repeat(512)}\n`, 'line 1'],
    ];
    for (const [text, field] of wrong) {
      const { body } = await importCsv(text, { status: 400 });
      assert.equal(body.error.field, field, text.slice(0, 40));
    }
  });

  test('an import has its limits', async () => {
    const rows = (count) =>
      `firstName\n${Array.from({ length: count }, (_, i) => `L${i}`).join('\n')}\n`;
    assert.equal((await importCsv(rows(2_000), { as: mei })).body.created, 2_000);
    const { body } = await importCsv(rows(2_001), { as: mei, status: 413 });
    assert.equal(body.error.field, 'line 2002');
    // Up to its last byte it is read, and then found wanting.
    const full = `firstName,note\nA,"${'x'.repeat(1_048_576 - 20)}"\n`;
    assert.equal(Buffer.byteLength(full), 1_048_576);
    assert.equal((await importCsv(full, { as: mei })).body.created, 1);
  });

  test('an export is complete, harmless in a spreadsheet, and can be imported', async () => {
    await create({ firstName: '=HYPERLINK("http://evil.example")', lastName: 'Export, Me' });
    await create({ firstName: '@Export', phone: '+1 555 0199' });
    const text = await exported({ search: 'export' });
    const lines = text.split('\r\n');
    assert.equal(lines[0], '\uFEFFid,firstName,lastName,email,phone,company');
    assert.match(lines[1], /^\w+,"'=HYPERLINK\(""http:\/\/evil\.example""\)","Export, Me",,,$/u);
    assert.match(lines[2], /^\w+,'@Export,,,\+1 555 0199,$/u);
    assert.equal(lines.length, 4);
    await importCsv(text, { as: mei, query: { duplicates: 'create' } });
    assert.deepEqual(
      (await list({ search: 'export' }, mei)).items.map(({ name }) => name).sort(),
      ['=HYPERLINK("http://evil.example") Export, Me', '@Export'].sort(),
    );
    // Longer than one page of the database.
    assert.equal(
      (await exported({}, mei)).split('\r\n').filter((line) => /,L\d+,/u.test(line)).length,
      2_000,
    );
  });

  test('pages of other origins may use it where they are allowed to', async () => {
    const headers = {
      origin: 'http://localhost:3000',
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization, content-type',
    };
    const answer = await send(gateway, 'options', '/api/contacts/contact_rahim', { headers });
    assert.equal(answer.status, 204);
    assert.match(answer.headers['access-control-allow-methods'], /PATCH/u);
    assert.equal(answer.headers['access-control-allow-origin'], 'http://localhost:3000');
  });

  test('a table with columns of a CRM is used as it is', async () => {
    const crm = await startGateway({ database });
    try {
      await crm.sql('ALTER TABLE contacts DROP COLUMN company;');
      const refused = await ask(crm, 'createContact', {
        as: amina,
        body: { firstName: 'Ada', company: 'Analytical Engines' },
        status: 400,
      });
      assert.equal(refused.body.error.field, 'company');
      assert.match(refused.body.error.message, /the table of contacts has no such column/u);
      const without = await ask(crm, 'getContact', { as: amina, id: 'contact_rahim' });
      assert.equal(without.body.company, null);
      await crm.sql(
        'ALTER TABLE contacts ADD COLUMN company TEXT; ALTER TABLE contacts ADD COLUMN "updatedAt" TIMESTAMP;',
      );
      const { body: made } = await ask(crm, 'createContact', {
        as: amina,
        body: { firstName: 'Ada', company: 'Analytical Engines' },
        status: 201,
      });
      assert.equal(made.company, 'Analytical Engines');
      const found = await ask(crm, 'listContacts', { as: amina, query: { search: 'engines' } });
      assert.deepEqual(
        found.body.items.map(({ id }) => id),
        [made.id],
      );
      await crm.sql('ALTER TABLE contacts ADD COLUMN "madeBy" TEXT NOT NULL DEFAULT \'nobody\';');
      const { body: changed } = await ask(crm, 'changeContact', {
        as: amina,
        id: made.id,
        body: { company: null },
      });
      assert.equal(changed.company, null);
    } finally {
      await crm.stop();
    }
  });

  test('where a contact needs what only the CRM knows, that is said', async () => {
    const crm = await startGateway({ database, prepare: crmTables });
    try {
      for (const [operation, options] of [
        ['createContact', { body: { firstName: 'Bo' } }],
        ['importContacts', { type: 'text/csv', body: 'firstName\nBo\n' }],
      ]) {
        const { body } = await ask(crm, operation, { as: amina, ...options, status: 400 });
        assert.equal(body.error.field, 'ownerId');
      }
    } finally {
      await crm.stop();
    }
  });
});
