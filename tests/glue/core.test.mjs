// The boundary itself: what crosses it arrives as it was, and misuse is an error, not a crash.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const { default: create } = await import('../../js-glue/dist/ringline-core.mjs');
const wasm = await readFile(new URL('../../js-glue/dist/ringline-core.wasm', import.meta.url));
const { Phone } = await create({ wasm });

const online = (phone) => {
  phone.handle(0, '{"type":"connect"}');
  return JSON.parse(
    phone.handle(1, '{"type":"linkUp","attempt":1,"auth":{"userId":"u","tenantId":"t"}}'),
  );
};

test('texts cross as they are, of any length', () => {
  const phone = new Phone('{}', 1, 2);
  assert.equal(phone.error(), '');
  assert.equal(online(phone).error, null);
  for (const name of ['Rahim', 'নাদিয়া', '梁伟', '📞'.repeat(40), '"\\ /']) {
    const { error, outputs } = JSON.parse(
      phone.handle(2, JSON.stringify({ type: 'dial', contactId: 'c', phoneNumber: '', name })),
    );
    assert.equal(error, null, name);
    const { calls } = outputs.findLast(({ type }) => type === 'changed').now;
    assert.equal(calls.at(-1).name, name);
    phone.handle(3, JSON.stringify({ type: 'hangUp', id: calls.at(-1).id }));
    phone.handle(10_000, '{"type":"tick"}');
  }
  // A name loses its U+0000 and nothing else. If it ended there, this would be a name of one letter.
  const withNul = JSON.stringify({
    type: 'dial',
    contactId: 'c',
    phoneNumber: '',
    name: 'a\u0000b',
  });
  const { error, outputs } = JSON.parse(phone.handle(20_000, withNul));
  assert.equal(error, null);
  assert.equal(outputs.findLast(({ type }) => type === 'changed').now.calls.at(-1).name, 'ab');
  phone.delete();
});

test('what is no text of Unicode, or longer than the memory at the beginning, is refused', () => {
  const phone = new Phone('{}', 1, 2);
  assert.ok(JSON.parse(phone.handle(0, '\ud800')).error);
  assert.ok(JSON.parse(phone.handle(0, ' '.repeat(40_000_000))).error);
  assert.equal(JSON.parse(phone.handle(0, '{"type":"connect"}')).error, null);
  phone.delete();
});

test('a wrong configuration is an error that names the field', () => {
  const phone = new Phone('{"preconnect":"maybe"}', 1, 2);
  assert.match(phone.error(), /preconnect/);
  phone.delete();
});

test('misuse throws and leaves the others alone', () => {
  const phone = new Phone('{}', 1, 2);
  const other = new Phone('{}', 1, 2);
  assert.throws(() => new Phone('{}'), /3 arguments/);
  assert.throws(() => phone.handle(0), /2 arguments/);
  phone.delete();
  phone.delete();
  assert.throws(() => phone.handle(0, '{"type":"connect"}'), /deleted/);
  assert.equal(JSON.parse(other.handle(0, '{"type":"connect"}')).error, null);
  other.delete();
});

test('what is no WebAssembly, or another one, is told to whoever loads it', async () => {
  await assert.rejects(
    create({ wasm: wasm.subarray(0, wasm.length / 2) }),
    WebAssembly.CompileError,
  );
  await assert.rejects(create({ wasm: new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]) }));
});

test('seeds of 64 bits are taken whole', () => {
  const first = (low, high) => {
    const phone = new Phone('{}', low, high);
    online(phone);
    const said = phone.handle(
      2,
      '{"type":"dial","contactId":"c","phoneNumber":"","name":"","id":""}',
    );
    phone.delete();
    return said;
  };
  assert.equal(first(4_294_967_295, 7), first(4_294_967_295, 7));
  assert.notEqual(first(4_294_967_295, 7), first(4_294_967_294, 7));
  assert.notEqual(first(1, 4_294_967_295), first(1, 4_294_967_294));
});
