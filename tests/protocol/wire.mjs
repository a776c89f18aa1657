// A client that speaks the protocol by hand: what it waits for comes within a deadline, or the test
// fails and says what came instead.
import assert from 'node:assert/strict';

import WebSocket from 'ws';

// Longer than anything here takes, and far shorter than the heartbeat of the strict server: who is
// closed within it was closed for what he said.
export const patienceMs = 10_000;

export const separator = '\u001e';

export function within(promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${patienceMs} ms`)), patienceMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export class Wire {
  #queue = [];
  #waiting = null;

  constructor(url, options = {}) {
    this.socket = new WebSocket(url, options);
    this.socket.binaryType = 'nodebuffer';
    this.opened = new Promise((resolve) => this.socket.once('open', resolve));
    this.closed = new Promise((resolve) => this.socket.once('close', (code) => resolve(code)));
    this.refused = new Promise((resolve) =>
      this.socket.once('unexpected-response', (_, response) => {
        resolve(response);
        this.socket.terminate();
      }),
    );
    this.socket.on('error', () => {});
    this.socket.on('message', (data, binary) => this.#take(binary ? data : data.toString()));
    this.closed.then(() => this.#take(null));
  }

  #take(message) {
    if (message === '2') return this.socket.send('3');
    if (!this.#waiting) return this.#queue.push(message);
    const resolve = this.#waiting;
    this.#waiting = null;
    resolve(message);
  }

  // The next message that is no ping; null when the server has closed.
  next() {
    if (this.#queue.length > 0) return Promise.resolve(this.#queue.shift());
    return within(
      new Promise((resolve) => {
        this.#waiting = resolve;
      }),
      'message',
    );
  }

  send(...messages) {
    for (const message of messages) this.socket.send(message);
  }

  async expectClose() {
    await within(this.closed, 'close');
  }

  close() {
    this.socket.terminate();
  }
}

// A long-polling session.
export class Polling {
  constructor(server, path) {
    this.url = `${server.http}${path}?EIO=4&transport=polling`;
    this.socketUrl = `${server.ws}${path}?EIO=4&transport=websocket`;
  }

  async open() {
    const response = await fetch(this.url);
    assert.equal(response.status, 200);
    const handshake = JSON.parse((await response.text()).slice(1));
    this.handshake = handshake;
    this.url += `&sid=${handshake.sid}`;
    this.socketUrl += `&sid=${handshake.sid}`;
    return this;
  }

  get(options) {
    return fetch(this.url, options);
  }

  post(body, options = {}) {
    return fetch(this.url, { method: 'POST', body, ...options });
  }

  async read() {
    const response = await this.get();
    assert.equal(response.status, 200);
    return response.text();
  }

  async write(body) {
    const response = await this.post(body);
    assert.equal(response.status, 200, await response.clone().text());
    assert.equal(await response.text(), 'ok');
  }

  async expectGone() {
    await expectRefusal(await this.get(), 400, 1);
  }
}

export async function expectRefusal(response, status, code) {
  assert.equal(response.status, status);
  const error = await response.json();
  assert.deepEqual(Object.keys(error), ['code', 'message']);
  assert.equal(error.code, code, error.message);
}

// On Socket.IO's path, with the main namespace connected.
export async function connected(server) {
  const wire = new Wire(`${server.ws}/socket.io/?EIO=4&transport=websocket`);
  assert.match(await wire.next(), /^0\{/u);
  wire.send('40');
  assert.match(await wire.next(), /^40\{"sid":"[^"]+"\}$/u);
  assert.equal(await wire.next(), '42["auth",{}]');
  return wire;
}
