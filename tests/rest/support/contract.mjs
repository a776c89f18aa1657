// docs/openapi.json held against what the gateway answers: every answer must be one that the
// document knows, to the letter, and in the end every one that it knows must have been seen.
import Ajv2020 from 'ajv/dist/2020.js';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { usualMs, within } from '../../e2e/support/deadline.mjs';
import { tokenFor } from './gateway.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
export const document = JSON.parse(readFileSync(join(root, 'docs', 'openapi.json'), 'utf8'));

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
ajv.addVocabulary(['openapi', 'info', 'servers', 'security', 'tags', 'paths', 'components']);
ajv.addSchema(document, 'openapi');

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** operationId → {method, path, operation} */
export const operations = new Map(
  Object.entries(document.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => method in item)
      .map((method) => [item[method].operationId, { method, path, operation: item[method] }]),
  ),
);

export const documented = [...operations].flatMap(([id, { operation }]) =>
  Object.keys(operation.responses).map((status) => `${id} ${status}`),
);

/** The answers that were seen, as `documented` names them. */
export const seen = new Set();

const pointer = (reference) => reference.slice(2).split('/');
const resolve = (it) =>
  it.$ref ? resolve(pointer(it.$ref).reduce((at, key) => at[key], document)) : it;

function validator(schema) {
  return ajv.compile(
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components')),
  );
}

function checkAnswer(id, answer) {
  const { operation } = operations.get(id);
  const key = `${id} ${answer.status}`;
  const said = `${key} ${answer.text.slice(0, 300)}`;
  assert.ok(String(answer.status) in operation.responses, `not documented: ${said}`);
  const response = resolve(operation.responses[answer.status]);
  for (const [name, header] of Object.entries(response.headers ?? {})) {
    if (header.required)
      assert.ok(answer.headers[name.toLowerCase()], `${name} is missing: ${key}`);
  }
  const type = answer.headers['content-type']?.split(';')[0];
  const content = response.content?.[type];
  assert.ok(content, `not documented: ${type} of ${said}`);
  const validate = validator(content.schema);
  assert.ok(
    validate(type === 'application/json' ? answer.body : answer.text),
    `${said}\n${ajv.errorsText(validate.errors, { separator: '\n' })}`,
  );
  seen.add(key);
}

/**
 * @param options {as?, id?, query?, body?, type?, headers?, status?}: `body` is sent as JSON unless it
 *   is a text; `status` is what is expected, 200 where it isn't given.
 * @returns {Promise<{status, headers, text, body}>}
 */
export async function ask(gateway, operationId, options = {}) {
  const { method, path } = operations.get(operationId);
  const { id = '', query = {}, status = 200 } = options;
  const target = path.replace('{id}', encodeURIComponent(id));
  const search = new URLSearchParams(query).toString();
  const answer = await send(gateway, method, search ? `${target}?${search}` : target, options);
  checkAnswer(operationId, answer);
  assert.equal(answer.status, status, answer.text.slice(0, 300));
  return answer;
}

/** Asks again and again, a few dozen times at most, until the answer has this status. */
export async function askUntil(gateway, operationId, options) {
  const { method, path } = operations.get(operationId);
  const search = new URLSearchParams(options.query ?? {}).toString();
  const target = `${path.replace('{id}', encodeURIComponent(options.id ?? ''))}?${search}`;
  let answer;
  for (let tries = 0; tries < 50 && answer?.status !== options.status; ++tries) {
    answer = await send(gateway, method, target, options);
  }
  assert.equal(answer.status, options.status, answer.text.slice(0, 300));
  checkAnswer(operationId, answer);
  return answer;
}

/** A request that the document need not know. `announced`: a length of which nothing is sent. */
export async function send(gateway, method, target, { as, body, type, headers, announced } = {}) {
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const all = { ...headers };
  if (as) all.authorization = `Bearer ${typeof as === 'string' ? as : tokenFor(as)}`;
  if (payload !== undefined) all['content-type'] = type ?? 'application/json';
  if (payload !== undefined) all['content-length'] = Buffer.byteLength(payload);
  if (announced) all['content-length'] = announced;
  const sent = httpRequest(new URL(target, gateway.origin), {
    method: method.toUpperCase(),
    headers: all,
    agent: false,
  });
  const answered = new Promise((done, fail) => {
    sent.on('response', done);
    sent.on('error', fail);
  });
  if (announced) sent.flushHeaders();
  else sent.end(payload);
  const response = await within(usualMs, `an answer to ${method} ${target}`, answered);
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  sent.destroy();
  const text = Buffer.concat(chunks).toString('utf8');
  const isJson = response.headers['content-type']?.startsWith('application/json') && text !== '';
  return {
    status: response.statusCode,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}
