// docs/troubleshooting.md: whatever the app says when something is wrong is found in it, word for word.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const read = (path) => readFileSync(join(root, path), 'utf8');
const area = (name) => JSON.parse(read(`web/messages/en/${name}.json`));

/** Without marks of Markdown, in one line. */
const plain = (text) =>
  text.replaceAll(/^> ?/gmu, '').replaceAll('**', '').replaceAll(/\s+/gu, ' ');
const guide = plain(read('docs/troubleshooting.md'));

/** As it is said with these in it. */
const examples = {
  name: 'Rahim',
  instead: 'Laptop speakers',
  device: 'Headset',
  attempt: '2',
  seconds: '12',
};
const filled = (text, names) =>
  text.replaceAll(/\{(\w+)(?:, number)?\}/gu, (_, name) => names[name]);

const failures = Object.entries(area('failures')).filter(([, it]) => it.title);
const voice = area('voice');
const contacts = area('contacts');
const lists = [contacts, area('analytics'), voice.dialer, voice.history];

const sentences = [
  ...failures.flatMap(([, { title, wayOut }]) => [title, wayOut]),
  ...Object.values(voice.warnings),
  voice.notices.silent.text,
  voice.notices.silent.inCall,
  ...Object.values(voice.call.repair),
  voice.call.givenUpIn,
  voice.call.states.peerReconnecting,
  voice.call.states.lineLost,
  ...lists.flatMap(({ failed }) => [failed.title, failed.text]),
  ...['form', 'import', 'export'].map((part) => contacts[part].failed),
  ...Object.values(area('common').pageFailed),
  area('settings').echo.failed,
  ...['denied', 'unsupported'].map((state) => area('settings').notifications.hints[state]),
];
const ofDevices = [voice.devices.lost, voice.devices.lostFor];

test('every failure that the app can tell of is in the guide', () => {
  assert.ok(failures.length > 15);
  const missing = [
    ...sentences.filter((each) => !guide.includes(filled(each, examples))),
    ...ofDevices.filter((each) => !guide.includes(filled(each, { ...examples, name: 'Headset' }))),
  ];
  assert.deepEqual(missing, []);
});

test('the guide quotes nothing that the app doesn’t say', () => {
  const known = [...sentences, ...ofDevices].flatMap((each) => [
    filled(each, examples),
    filled(each, { ...examples, name: 'Headset' }),
  ]);
  const quotes = read('docs/troubleshooting.md')
    .split(/\n(?!>)/u)
    .map((block) => block.trim())
    .filter((block) => block.startsWith('>'))
    .flatMap((block) => block.split(/\n>\n/u))
    .map((each) => plain(each).trim());
  assert.ok(quotes.length > 30);
  assert.deepEqual(
    quotes.filter((quote) => !known.includes(quote)),
    [],
  );
});

test('every code of the package has its words in the app', async () => {
  const { failureCodes } = await import('ringline/browser');
  const said = failures.map(([code]) => code);
  assert.deepEqual(
    failureCodes.filter((code) => !said.includes(code)),
    [],
  );
});
