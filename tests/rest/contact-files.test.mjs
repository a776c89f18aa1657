// Files of contacts as people have them: what Google, Outlook, Apple, HubSpot, Salesforce and Zoho
// write, as they write it. Nobody has to edit one before it is taken.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { ask } from './support/contract.mjs';
import { overEach } from './support/databases.mjs';
import { people, startGateway, tokenFor } from './support/gateway.mjs';

const { amina, mei } = people;

// The columns of Outlook for Windows; those that matter stand where they do there.
const outlookColumns = [
  'Title',
  'First Name',
  'Middle Name',
  'Last Name',
  'Suffix',
  'Company',
  'Department',
  'Job Title',
  ...Array.from({ length: 22 }, (_, i) => `Business Address ${i}`),
  "Assistant's Phone",
  'Business Fax',
  'Business Phone',
  'Business Phone 2',
  'Callback',
  'Car Phone',
  'Company Main Phone',
  'Home Fax',
  'Home Phone',
  'Home Phone 2',
  'ISDN',
  'Mobile Phone',
  'Other Fax',
  'Other Phone',
  'Pager',
  'Primary Phone',
  'Radio Phone',
  'TTY/TDD Phone',
  'Telex',
  ...Array.from({ length: 8 }, (_, i) => `Account ${i}`),
  'E-mail Address',
  'E-mail Type',
  'E-mail Display Name',
  'E-mail 2 Address',
  'E-mail 2 Type',
  'E-mail 2 Display Name',
  ...Array.from({ length: 27 }, (_, i) => `Note ${i}`),
];

const outlookRow = (cells) => outlookColumns.map((name) => `"${cells[name] ?? ''}"`);
const outlook = (separator) =>
  [
    outlookColumns.map((name) => `"${name}"`),
    outlookRow({
      'First Name': 'Jürgen',
      'Last Name': 'Groß',
      Company: 'Müller & Söhne',
      'Business Fax': '+49 89 999',
      'Business Phone': '+49 89/123456',
      'Mobile Phone': '+49 170 1234567',
      'E-mail Address': 'juergen@mail.example',
    }),
    outlookRow({ Company: 'Nur eine Firma', 'Business Phone': '+49 89 555555' }),
  ]
    .map((row) => row.join(separator))
    .join('\r\n');

const windows = (text) => Buffer.from(text, 'latin1');
const utf16 = (text) => Buffer.from(`\uFEFF${text}`, 'utf16le');

const juergen = ['Jürgen', 'Groß', 'juergen@mail.example', '+49 170 1234567', 'Müller & Söhne'];
const firma = ['Nur eine Firma', null, null, '+49 89 555555', 'Nur eine Firma'];

const files = [
  {
    from: 'Google since 2024',
    text:
      'First Name,Middle Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,' +
      'Phone 1 - Label,Phone 1 - Value\n' +
      'Ada,,Khan,Harbor,* myContacts,* Home,ada@mail.example,Mobile,+880 1711-000101 ::: +880 1811-000101\n',
    contacts: [['Ada', 'Khan', 'ada@mail.example', '+880 1711-000101', 'Harbor']],
  },
  {
    from: 'Google before 2024',
    text:
      'Name,Given Name,Additional Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,' +
      'Phone 1 - Value,Organization 1 - Name\n' +
      'Ada Khan,Ada,,Khan,* Work,ada@mail.example,Mobile,+8801711000102,Harbor\n',
    contacts: [['Ada', 'Khan', 'ada@mail.example', '+8801711000102', 'Harbor']],
  },
  { from: 'Outlook, commas', text: outlook(','), contacts: [juergen, firma] },
  { from: 'Outlook, semicolons', text: outlook(';'), contacts: [juergen, firma] },
  { from: 'Outlook, UTF-16', body: utf16(outlook('\t')), contacts: [juergen, firma] },
  { from: 'Outlook, Windows-1252', body: windows(outlook(',')), contacts: [juergen, firma] },
  {
    from: 'Apple',
    text: 'First name;Last name;Mobile;Email;Company\r"Ada";"Khan";"‪+880 1711‑000103‬";"ada@mail.example";""\r',
    contacts: [['Ada', 'Khan', 'ada@mail.example', '+880 1711-000103', null]],
  },
  {
    from: 'HubSpot',
    text:
      '"Record ID","First Name","Last Name","Email","Phone Number","Associated Company"\n' +
      '"1","Ada","Khan","ada@mail.example","(555) 010-0104 x12","Harbor"\n',
    contacts: [['Ada', 'Khan', 'ada@mail.example', '(555) 010-0104 x12', 'Harbor']],
  },
  {
    from: 'Salesforce',
    text:
      '"Salutation","First Name","Last Name","Title","Account Name","Phone","Mobile","Email"\n' +
      '"Ms.","Ada","Khan","CEO","Harbor","","+8801711000105","ada@mail.example"\n',
    contacts: [['Ada', 'Khan', 'ada@mail.example', '+8801711000105', 'Harbor']],
  },
  {
    from: 'Zoho',
    text:
      'Record Id,Contact Owner,First Name,Last Name,Account Name,Email,Phone,Mobile\n' +
      'zcrm_1,Mei,Ada,Khan,Harbor,ada@mail.example,,+8801711000106\n',
    contacts: [['Ada', 'Khan', 'ada@mail.example', '+8801711000106', 'Harbor']],
  },
  {
    from: 'Excel, with its own first line',
    text: 'sep=;\r\nName;"Street, number";Telephone\r\nAda Khan;"Road 1, Dhaka";01711-000107\r\n;;\r\n',
    contacts: [['Ada', 'Khan', null, '01711-000107', null]],
  },
  {
    from: 'a program that leaves cells out at the end of a row',
    text: 'firstName,phone,email,company\nAda,+8801711000108\nBob,,,,\n',
    contacts: [
      ['Ada', null, null, '+8801711000108', null],
      ['Bob', null, null, null, null],
    ],
  },
];

const numbers = [
  ['+49 89/123456', '+49 89/123456'],
  ['555 0100 x123', '555 0100 x123'],
  ['555 0100 ext. 5', '555 0100 ext. 5'],
  ['+8801711000001;ext=5', '+8801711000001;ext=5'],
  ['০১৭১১-০০০২০৫', '01711-000205'],
  ['٠١٧١١٠٠٠٢٠٥', '01711000205'],
  ['＋８８０1711000205', '+8801711000205'],
  ['\u202A+880 1711-000205\u202C', '+880 1711-000205'],
  ['+880\u00A01711\u2013000205', '+880 1711-000205'],
  ["'01711000205", '01711000205'],
  ['="01711000205"', '01711000205'],
  ['tel:+8801711000205', '+8801711000205'],
];

overEach('files of contacts', (database) => {
  let gateway;

  before(async () => {
    gateway = await startGateway({ database });
  });
  after(() => gateway.stop());

  async function importBytes(body, as = mei, query = 'duplicates=create') {
    const response = await fetch(`${gateway.origin}/api/contacts/import?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokenFor(as)}`, 'content-type': 'text/csv' },
      body,
    });
    return { status: response.status, body: await response.json() };
  }
  const list = async (as) =>
    (await ask(gateway, 'listContacts', { as, query: { limit: 100 } })).body.items;
  const facts = ({ firstName, lastName, email, phone, company }) => [
    firstName,
    lastName,
    email,
    phone,
    company,
  ];

  for (const { from, text, body, contacts } of files) {
    test(`what ${from} writes is taken as it is`, async () => {
      const before_ = new Set((await list(mei)).map(({ id }) => id));
      const answer = await importBytes(body ?? text);
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      const made = (await list(mei)).filter(({ id }) => !before_.has(id)).map(facts);
      assert.deepEqual(made.sort(), [...contacts].sort());
    });
  }

  test('every writing of a number that is dialed can be written down', async () => {
    for (const [written, kept] of numbers) {
      const { body } = await ask(gateway, 'createContact', {
        as: amina,
        body: { firstName: 'Number', phone: written },
        status: 201,
      });
      assert.equal(body.phone, kept, written);
    }
    const cells = numbers.map(([written]) => `N,"${written.replaceAll('"', '""')}"`);
    const answer = await importBytes(`firstName,phone\n${cells.join('\n')}\n`);
    assert.equal(answer.body.created, numbers.length, JSON.stringify(answer.body));
  });

  test('a number that a spreadsheet has rounded is refused, and why is said', async () => {
    const answer = await importBytes('firstName,phone\nAda,8.80171E+12\n');
    assert.equal(answer.status, 422);
    assert.match(answer.body.error.rows[0].message, /rounded by a spreadsheet/u);
  });

  test('an export is taken back without loss', async () => {
    const text = (await ask(gateway, 'exportContacts', { as: amina })).text;
    const before_ = (await list(amina)).map(facts).sort();
    const other = (await list(mei)).length;
    const answer = await importBytes(text, mei);
    assert.equal(answer.body.created, before_.length, JSON.stringify(answer.body));
    assert.equal((await list(mei)).length, Math.min(100, other + before_.length));
  });
});
