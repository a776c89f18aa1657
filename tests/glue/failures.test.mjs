// Failures: each has a code, and the code is the right one.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import {
  browserFamily,
  failure,
  failureCodes,
  failureOfCall,
  failureOfLink,
  failureOfMicrophone,
} from 'ringline/browser';

import { openPage } from './fake-page.mjs';

let page;
beforeEach(() => (page = openPage()));
afterEach(() => page.close());

test('every code has a way out', () => {
  for (const code of failureCodes) {
    const { remedy, kind } = failure(code);
    assert.ok(remedy && ['outcome', 'problem'].includes(kind), code);
  }
});

test('of calls: how they failed, for the side that it failed for', async () => {
  const outgoing = async (reason) => (await failureOfCall({ reason, direction: 'outgoing' }))?.code;
  const incoming = async (reason) => (await failureOfCall({ reason, direction: 'incoming' }))?.code;
  const table = [
    // reason, to who called, to who was called
    [null, undefined, undefined],
    ['hung_up', undefined, undefined],
    ['cancelled', undefined, undefined],
    ['answered_elsewhere', undefined, undefined],
    ['declined_elsewhere', undefined, undefined],
    ['offline', 'contact_offline', undefined],
    ['no_answer', 'no_answer', undefined],
    ['declined', 'declined', undefined],
    ['busy', 'busy', undefined],
    ['connection_lost', 'connection_lost', 'connection_lost'],
    ['media_failed', 'media_failed', 'media_failed'],
    ['replaced', 'replaced', 'replaced'],
    ['unsupported_browser', 'other_unsupported', undefined],
    ['error', 'call_failed', 'call_failed'],
  ];
  for (const [reason, caller, callee] of table) {
    assert.equal(await outgoing(reason), caller, String(reason));
    assert.equal(await incoming(reason), callee, String(reason));
  }
});

test('a call without a microphone: why, as the browser tells', async () => {
  const why = async () =>
    (await failureOfCall({ reason: 'microphone_denied', direction: 'outgoing' })).code;
  assert.equal(await why(), 'microphone_missing');
  page.mediaDevices.list = [{ kind: 'audioinput' }];
  page.permission = 'denied';
  assert.equal(await why(), 'microphone_denied');
  page.permission = 'granted';
  assert.equal(await why(), 'microphone_denied');
  page.put('isSecureContext', false);
  assert.equal(await why(), 'insecure_context');
});

test('of the microphone: by what it was refused with', async () => {
  page.mediaDevices.list = [{ kind: 'audioinput' }];
  const of = async (name) => (await failureOfMicrophone(new DOMException('', name))).code;
  assert.equal(await of('NotAllowedError'), 'microphone_denied');
  assert.equal(await of('NotFoundError'), 'microphone_missing');
  assert.equal(await of('NotReadableError'), 'microphone_busy');
  assert.equal(await of('TypeError'), 'microphone_failed');
  delete page.navigator.mediaDevices;
  assert.equal(await of('NotAllowedError'), 'unsupported_browser');
  page.put('isSecureContext', false);
  assert.equal(await of('NotAllowedError'), 'insecure_context');
});

test('of the connection: what it lacks', () => {
  const of = (link, code) =>
    failureOfLink({ link, error: code ? { code, message: '' } : null })?.code ?? null;
  assert.equal(of('online', 'unauthorized'), null);
  assert.equal(of('connecting'), null);
  assert.equal(of('offline', 'unauthorized'), 'session_ended');
  assert.equal(of('offline', 'forbidden'), 'forbidden');
  assert.equal(of('offline', 'bad_field'), 'bad_option');
  assert.equal(of('offline', 'load_failed'), 'load_failed');
  assert.equal(of('connecting', 'unavailable'), 'gateway_unreachable');
  page.online = false;
  assert.equal(of('connecting'), 'offline');
  assert.equal(of('offline', 'load_failed'), 'offline');
  assert.equal(of('offline', 'unauthorized'), 'session_ended');
});

test('the browser whose settings are to be described', () => {
  const agents = [
    ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36', 'chrome'],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/156.0 Safari/537.36 Edg/156.0', 'edge'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'firefox'],
    ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1 Version/26.0 Safari/605.1', 'safari'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 26_0) Version/26.0 Mobile Safari/604.1', 'ios'],
    ['Mozilla/5.0 (iPad) CriOS/156.0 Mobile Safari/604.1', 'ios'],
    ['Mozilla/5.0 (Linux; Android 16) Chrome/156.0 Mobile Safari/537.36', 'android'],
    ['Lynx/2.9', 'other'],
  ];
  for (const [agent, family] of agents) assert.equal(browserFamily(agent), family, agent);
  assert.equal(browserFamily(), 'chrome');
});

test('a policy that forbids the microphone is no matter of the user’s', async () => {
  const denied = new DOMException('Permission denied', 'NotAllowedError');
  assert.equal((await failureOfMicrophone(denied)).code, 'microphone_denied');
  page.document.featurePolicy = { allowsFeature: (name) => name !== 'microphone' };
  const failed = await failureOfMicrophone(denied);
  assert.deepEqual([failed.code, failed.remedy], ['microphone_forbidden', 'ask_administrator']);
  page.document.featurePolicy = { allowsFeature: () => true };
  assert.equal((await failureOfMicrophone(denied)).code, 'microphone_denied');
});

test('a browser that can’t call is told while it is online, too', () => {
  const error = { code: 'unsupported_browser', message: '' };
  assert.equal(failureOfLink({ link: 'online', error }).code, 'unsupported_browser');
});
