// The connection's address.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createPhone } from 'ringline';

import { FakeHost, goOnline, until } from './fake-host.mjs';

test('a path is the same with and without its last slash', async () => {
  for (const path of ['/api/socket.io', '/api/socket.io/']) {
    const host = new FakeHost();
    const phone = createPhone({ url: '/', path, auth: async () => ({ token: 'jwt' }), host });
    phone.connect();
    await until(() => host.socket);
    assert.equal(host.socket.url, 'wss://crm.example/api/socket.io/?EIO=4&transport=websocket');
    await goOnline(host);
    phone.close();
  }
});
