// The gateway behind nginx with TLS, by the example of deploy/nginx.conf.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect as connectTls } from 'node:tls';

import { usualMs, within } from '../e2e/support/deadline.mjs';
import { startGateway } from './gateway.mjs';
import { host, startNginx } from './nginx.mjs';
import { addPeople, member, secret, signToken } from './people.mjs';

const origin = 'https://app.example.com';
let folder;
let gateway;
let nginx;
let agent;

const token = signToken(member);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ringline-proxied-'));
  const file = join(folder, 'calls.db');
  gateway = await startGateway({
    DATABASE_URL: `sqlite:${file}`,
    JWT_SECRET: secret,
    FRONTEND_URL: origin,
    TRUSTED_PROXIES: '127.0.0.1',
  });
  addPeople(file);
  nginx = await startNginx(gateway.port);
  agent = new Agent({ keepAlive: true, ca: nginx.certificate, servername: host });
});
after(async () => {
  agent?.destroy();
  await nginx?.stop();
  await gateway?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

/** One request through nginx, as the browser of the visitor makes it. */
async function ask(path, { method = 'GET', headers = {}, body, plain = false } = {}) {
  const send = plain ? httpRequest : httpsRequest;
  const outgoing = send({
    host: '127.0.0.1',
    port: plain ? nginx.httpPort : nginx.httpsPort,
    path,
    method,
    headers: { Host: host, ...headers },
    ...(plain ? {} : { agent }),
  });
  outgoing.end(body);
  const [answer] = await within(usualMs, `${method} ${path}`, once(outgoing, 'response'));
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += part;
  return { status: answer.statusCode, headers: answer.headers, text };
}

test('plain HTTP is sent to HTTPS', async () => {
  const { status, headers } = await ask('/api/me?x=1', { plain: true });
  assert.equal(status, 301);
  assert.equal(headers.location, `https://${host}/api/me?x=1`);
});

test('REST, with who asks as nginx saw him and not as he says', async () => {
  const headers = { Authorization: `Bearer ${token}`, 'X-Forwarded-For': '8.8.8.8' };
  const { status, text, headers: answered } = await ask('/api/me', { headers });
  assert.equal(status, 200, text);
  assert.equal(JSON.parse(text).userId, 'u1');
  const id = answered['x-request-id'];
  const line = await gateway.waitForLog('the request', ({ request }) => request === id);
  assert.equal(line.address, '127.0.0.1');
});

test('metrics are nobody’s business who comes through the proxy', async () => {
  assert.equal((await ask('/metrics')).status, 404);
  assert.equal((await ask('/healthz')).text, 'ok\n');
});

test('more than a request may hold is refused by nginx already', async () => {
  const body = 'x'.repeat(1_100_000);
  assert.equal((await ask('/api/contacts', { method: 'POST', body })).status, 413);
});

test('an import as large as the gateway takes it passes', async () => {
  const rows = Array.from({ length: 2_000 }, (_, at) => `Ada${at},${'x'.repeat(140)}`);
  const body = `firstName,lastName\n${rows.join('\n')}\n`;
  assert.ok(body.length > 250_000);
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'text/csv', Origin: origin };
  const { status, text } = await ask('/api/contacts/import', { method: 'POST', headers, body });
  // Each name is longer than a name may be, which the gateway says of every row that it has read.
  assert.equal(status, 422, text.slice(0, 300));
  assert.match(text, /2000 of 2000 rows/u);
});

test('a browser that was here once never comes without TLS again', async () => {
  const { headers } = await ask('/healthz');
  assert.match(headers['strict-transport-security'], /max-age=31536000/u);
});

test('a page of the same name without TLS is another origin', async () => {
  const allowed = async (own) =>
    (await ask('/healthz', { headers: { Origin: own } })).headers['access-control-allow-origin'];
  assert.equal(await allowed(`https://${host}`), `https://${host}`);
  assert.equal(await allowed(`http://${host}`), undefined);
});

/** Frames of text and close, as a browser sends and takes them. */
class WebSocketClient {
  constructor(socket, rest) {
    this.socket = socket;
    this.buffer = rest;
    this.frames = [];
    this.waiting = [];
    this.ended = false;
    socket.on('data', (data) => {
      this.buffer = Buffer.concat([this.buffer, data]);
      this.read();
    });
    socket.on('close', () => {
      this.ended = true;
      this.read();
    });
    this.read();
  }

  static async open(path, headers = {}) {
    const socket = connectTls({
      ...{ host: '127.0.0.1', port: nginx.httpsPort, servername: host, ca: nginx.certificate },
      ALPNProtocols: ['http/1.1'],
    });
    await once(socket, 'secureConnect');
    const all = {
      Host: host,
      Upgrade: 'websocket',
      Connection: 'Upgrade',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
    let head = Buffer.alloc(0);
    while (!head.includes('\r\n\r\n')) {
      const [data] = await within(usualMs, 'an answer to the upgrade', once(socket, 'data'));
      head = Buffer.concat([head, data]);
    }
    const end = head.indexOf('\r\n\r\n') + 4;
    const status = Number(head.toString().split(' ')[1]);
    if (status !== 101) socket.destroy();
    return { status, client: new WebSocketClient(socket, head.subarray(end)) };
  }

  read() {
    while (this.buffer.length >= 2) {
      const short = this.buffer[1] & 127;
      const at = short === 126 ? 4 : 2;
      if (this.buffer.length < at) break;
      const length = short === 126 ? this.buffer.readUInt16BE(2) : short;
      if (this.buffer.length < at + length) break;
      // A close frame: whoever sent it waits for the other end to close.
      if ((this.buffer[0] & 15) === 8) this.socket.end();
      if ((this.buffer[0] & 15) === 1)
        this.frames.push(this.buffer.toString('utf8', at, at + length));
      this.buffer = this.buffer.subarray(at + length);
    }
    while (this.waiting.length > 0 && (this.frames.length > 0 || this.ended)) {
      this.waiting.shift()(this.frames.shift() ?? null);
    }
  }

  next() {
    if (this.frames.length > 0) return this.frames.shift();
    return within(usualMs, 'a frame', new Promise((done) => this.waiting.push(done)));
  }

  send(text) {
    const payload = Buffer.from(text);
    const mask = randomBytes(4);
    const head = Buffer.alloc(payload.length < 126 ? 2 : 4);
    head[0] = 0x81;
    if (payload.length < 126) {
      head[1] = 0x80 | payload.length;
    } else {
      head[1] = 0x80 | 126;
      head.writeUInt16BE(payload.length, 2);
    }
    this.socket.write(Buffer.concat([head, mask, payload.map((byte, i) => byte ^ mask[i % 4])]));
  }

  close() {
    this.socket.destroy();
  }
}

const joining = () => `40/webrtc,${JSON.stringify({ token, protocol: 2 })}`;

test('a WebSocket: handshake, the namespace, the welcome', async () => {
  const { status, client } = await WebSocketClient.open('/socket.io/?EIO=4&transport=websocket', {
    Origin: origin,
    'X-Forwarded-For': '8.8.8.8',
  });
  assert.equal(status, 101);
  const opened = await client.next();
  assert.match(opened, /^0\{"sid":"/u);
  client.send(joining());
  assert.match(await client.next(), /^40\/webrtc,\{"sid":/u);
  assert.match(await client.next(), /^42\/webrtc,\["connection:success",\{"userId":"u1"/u);
  const { sid } = JSON.parse(opened.slice(1));
  const line = gateway.log.find((each) => each.event === 'session_opened' && each.sid === sid);
  assert.equal(line.address, '127.0.0.1');
  client.close();
});

test('a WebSocket from a page of another origin is refused through nginx as well', async () => {
  const { status } = await WebSocketClient.open('/socket.io/?EIO=4&transport=websocket', {
    Origin: 'https://evil.example',
  });
  assert.equal(status, 403);
});

test('long polling: handshake, the namespace, the welcome, and a poll that is held', async () => {
  const at = (sid) => `/socket.io/?EIO=4&transport=polling${sid ? `&sid=${sid}` : ''}`;
  const headers = { Origin: origin };
  const opened = await ask(at(), { headers });
  assert.equal(opened.status, 200, opened.text);
  assert.equal(opened.headers['access-control-allow-origin'], origin);
  const { sid } = JSON.parse(opened.text.slice(1));
  const posted = await ask(at(sid), {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'text/plain;charset=UTF-8' },
    body: joining(),
  });
  assert.equal(posted.text, 'ok');
  let packets = [];
  while (!packets.some((each) => each.includes('connection:success'))) {
    packets = packets.concat((await ask(at(sid), { headers })).text.split('\u001e'));
  }
  assert.match(packets[0], /^40\/webrtc,\{"sid":/u);
  assert.match(packets[1], /"userId":"u1"/u);

  // It waits until there is something to say, and is answered at once then.
  const held = ask(at(sid), { headers });
  await ask(at(sid), {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'text/plain;charset=UTF-8' },
    body: '42/webrtc,1["call:end",{"callId":"unknown"}]',
  });
  assert.match((await held).text, /^43\/webrtc,1\[\{"ok":false,"code":"unknown_call"/u);
});

test('while the gateway drains, nginx hears that it is not ready; then it is gone', async () => {
  assert.equal((await ask('/readyz')).status, 200);
  const { client } = await WebSocketClient.open('/socket.io/?EIO=4&transport=websocket', {
    Origin: origin,
  });
  await client.next();
  client.send(joining());
  await client.next();
  await client.next();
  assert.match(await client.next(), /"presence:changed"/u);
  gateway.signal('SIGTERM');
  assert.match(await client.next(), /^42\/webrtc,\["server:draining",\{"retryAfterMs":\d+\}\]$/u);
  assert.equal(await client.next(), null);
  const [code] = await within(usualMs, 'the gateway to leave', gateway.exited);
  assert.equal(code, 0);
  assert.equal((await ask('/readyz')).status, 502);
});
