// Our decoders and npm's read the same packets: valid ones, and what becomes of them by chance. Where
// they differ a row of `allowed` says so and why; what no row explains fails, and so does a row that
// explains nothing.
//
//   RINGLINE_SEED, RINGLINE_PACKETS   which packets, and how many (1, 60000)
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { decodePacket, decodePayload } from 'engine.io-parser';
import { Decoder } from 'socket.io-parser';

const program =
  process.env.RINGLINE_CODEC_PROBE ??
  fileURLToPath(new URL('../../build/dev/tests/codec_probe', import.meta.url));
const seed = Number(process.env.RINGLINE_SEED ?? 1);
const count = Number(process.env.RINGLINE_PACKETS ?? 60_000);

// mulberry32
let state = seed;
function random(below) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
}
const pick = (all) => all[random(all.length)];
const chance = (percent) => random(100) < percent;

const texts = ['', 'a', 'call:end', 'connect', 'ö', '\u{1F600}', '"\\', '\u0000', '_placeholder'];
function value(depth = 0) {
  switch (random(depth > 3 ? 5 : 8)) {
    case 0:
      return random(1_000);
    case 1:
      return pick(texts);
    case 2:
      return chance(50);
    case 3:
      return null;
    case 4:
      return pick([1.5, -1, 2 ** 53, 1e21]);
    case 5:
      return Array.from({ length: random(4) }, () => value(depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random(4) }, () => [pick(texts), value(depth + 1)]),
      );
  }
}

/** A Socket.IO packet as one is written. */
function validPacket() {
  const type = random(7);
  const isBinary = type >= 5;
  const attachments = isBinary ? 1 + random(3) : 0;
  const nsp = pick(['', '', '/webrtc,', '/,', '/a?b=c,']);
  const hasId = type === 3 || type === 6 || ((type === 2 || type === 5) && chance(40));
  const id = hasId ? String(pick([0, 7, 42, 2 ** 53 - 1])) : '';
  const places = Array.from({ length: attachments }, (_, num) => ({ _placeholder: true, num }));
  const list = [pick(['call:end', 'x', 5]), value(), ...places];
  const data = {
    0: chance(50) ? { token: 't' } : undefined,
    1: undefined,
    2: list,
    3: [value()],
    4: chance(50) ? { message: 'no' } : 'no',
    5: list,
    6: places,
  }[type];
  return `${type}${isBinary ? `${attachments}-` : ''}${nsp}${id}${data === undefined ? '' : JSON.stringify(data)}`;
}

const snippets = [
  ...['0', '9', '-', '/', ',', '[', ']', '{', '}', '"', ' ', '1e1', '0x5', '00', 'null', '\\ud800'],
  ...['["connect"]', '"disconnect"', '{"a":1,"a":2}', '9007199254740992', '1e400', 'é', '\u0000'],
  ...['[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]', `/${'n'.repeat(70)},`, '[1.0]', '-0', '\t', 'b', '5-'],
];
function mutated(text) {
  let result = text;
  for (let times = 1 + random(3); times > 0; --times) {
    const at = random(result.length + 1);
    switch (random(4)) {
      case 0:
        result = result.slice(0, at) + result.slice(at + 1 + random(3));
        break;
      case 1:
        result = result.slice(0, at) + pick(snippets) + result.slice(at);
        break;
      case 2:
        result = result.slice(0, at) + pick(snippets) + result.slice(at + 1);
        break;
      default:
        result = result.slice(0, at) + result.slice(random(result.length + 1));
    }
  }
  return result.toWellFormed?.() ?? result;
}

const bases = ['', 'AQID', 'AQ==', 'AQI=', 'A', 'AQ', 'A Q=', 'AQ=='.repeat(3)];
function enginePacket() {
  if (chance(15)) return `b${pick(bases)}`;
  return `${random(8)}${chance(70) ? pick([...texts, validPacket()]) : ''}`;
}
function payload() {
  return Array.from({ length: 1 + random(4) }, enginePacket).join('\u001e');
}

/** What our decoder says of each, in order. */
function ours(lines) {
  return new Promise((done, fail) => {
    const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
    const said = [];
    child.stdout.on('data', (data) => said.push(data));
    child.on('error', fail);
    child.on('close', (code) => {
      if (code !== 0) return fail(new Error(`codec_probe ended with ${code}`));
      done(
        Buffer.concat(said)
          .toString()
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      );
    });
    child.stdin.end(lines.join('\n') + '\n');
  });
}

const types = { open: 0, close: 1, ping: 2, pong: 3, message: 4, upgrade: 5, noop: 6 };
const readers = {
  s(text) {
    const { type, attachments = 0, nsp, id, data } = new Decoder().decodeString(text);
    return {
      ...{ type, attachments, nsp },
      ...(id !== undefined && { id }),
      ...(data !== undefined && { data }),
    };
  },
  e(text) {
    const { type, data = '' } = decodePacket(text);
    if (type === 'error') throw new Error(data);
    return {
      type: types[type],
      data: Buffer.isBuffer(data) ? `binary ${data.toString('hex')}` : data,
    };
  },
  p(text) {
    const packets = decodePayload(text).map(({ type, data = '' }) => {
      if (type === 'error') throw new Error(data);
      const binary = Buffer.isBuffer(data);
      return { type: types[type], data: binary ? data.toString('hex') : data, binary };
    });
    return { packets };
  },
};
function theirs(kind, text) {
  try {
    return readers[kind](text);
  } catch (reason) {
    return { refused: reason.message };
  }
}

/**
 * Where they may differ: `kind`, whose refusal it is (`ours`: we refuse what they take; `theirs`: the
 * reverse; `both`: both take it and read it differently), what our refusal says, and why that is right.
 */
const allowed = [
  [
    's',
    'ours',
    /^id must be a number/,
    'an id is digits without leading zeros, below 2^53: a JavaScript number could not hold it exactly, and echo it',
  ],
  [
    's',
    'ours',
    /^id belongs only/,
    'the protocol gives CONNECT, DISCONNECT and CONNECT_ERROR no id',
  ],
  ['s', 'ours', /^id is missing from an ack/, 'an acknowledgement of nothing'],
  ['s', 'ours', /^data is missing/, 'an event without a name; npm gives it to nobody'],
  [
    's',
    'ours',
    /^data has not the form/,
    'blanks around the JSON, or another kind of value where npm reads a blank as an id',
  ],
  [
    's',
    'ours',
    /^attachments must be a number/,
    'npm takes whatever Number() takes: 01, 1e1, 0x5, blanks',
  ],
  [
    's',
    'ours',
    /^attachments must each stand/,
    'npm finds out when the attachments have come, and then gives undefined to the application',
  ],
  ['s', 'ours', /^namespace is longer/, 'a limit of ours'],
  ['s', 'ours', /^json is nested deeper/, 'a limit of ours'],
  ['s', 'ours', /^data names no event/, 'a name that is a fraction'],
  [
    'e',
    'ours',
    /^frame begins with none/,
    'base64 belongs into long-polling; a WebSocket has binary frames',
  ],
  [
    'p',
    'ours',
    /^packet holds binary data/,
    'Buffer.from takes what is no base64 and drops the rest',
  ],
  [
    's',
    'ours',
    /^packet begins with none/,
    'npm takes nothing at all, or a blank, for type 0: Number of it is 0',
  ],
];
const seen = new Set();

function explain(kind, text, our, their) {
  const whose = 'refused' in our ? 'ours' : 'refused' in their ? 'theirs' : 'both';
  const row = allowed.find(
    ([of, who, says]) => of === kind && who === whose && says.test(our.refused ?? text),
  );
  if (row) seen.add(row);
  return row;
}

/** Our data is text; theirs is read. */
function isSame(our, their) {
  if ('refused' in our || 'refused' in their) return 'refused' in our && 'refused' in their;
  const read = { ...our };
  if (typeof our.data === 'string' && 'nsp' in our) read.data = JSON.parse(our.data);
  try {
    assert.deepEqual(read, their);
    return true;
  } catch {
    return false;
  }
}

test(`${count} packets of seed ${seed} are read alike, but for what is listed`, async (context) => {
  const cases = [];
  for (let i = 0; i < count; ++i) {
    const kind = pick(['s', 's', 's', 'e', 'p']);
    const valid = { s: validPacket, e: enginePacket, p: payload }[kind]();
    cases.push([kind, chance(30) ? valid : mutated(valid)]);
  }
  const said = await ours(cases.map(([kind, text]) => kind + Buffer.from(text).toString('hex')));
  assert.equal(said.length, cases.length);
  const unexplained = [];
  let alike = 0;
  let accepted = 0;
  cases.forEach(([kind, text], i) => {
    const their = theirs(kind, text);
    accepted += 'refused' in said[i] ? 0 : 1;
    if (isSame(said[i], their)) {
      alike += 1;
    } else if (!explain(kind, text, said[i], their)) {
      unexplained.push(
        `${kind} ${JSON.stringify(text)}\n  we: ${JSON.stringify(said[i])}\n  npm: ${JSON.stringify(their)}`,
      );
    }
  });
  context.diagnostic(`${alike} alike, ${accepted} taken by us, ${count - alike} explained`);
  assert.deepEqual(unexplained.slice(0, 8), [], `${unexplained.length} are not explained`);
  assert.ok(accepted > count / 4, 'most packets were nonsense');
  if (seed !== 1 || count !== 60_000) return;
  const idle = allowed.filter((row) => !seen.has(row)).map(([kind, , says]) => `${kind} ${says}`);
  assert.deepEqual(idle, [], 'these explain nothing');
});
