// A phone on a faked host, brought into a conversation.
import assert from 'node:assert/strict';

import { createPhone } from 'ringline';

import { event, FakeHost, goOnline, settle } from './fake-host.mjs';

export async function onlinePhone(options = {}) {
  const { host = new FakeHost() } = options;
  const phone = createPhone({
    url: '/',
    auth: async () => ({ token: 'jwt' }),
    ...options,
    host,
  });
  phone.connect();
  await goOnline(host);
  assert.equal(phone.getSnapshot().link, 'online');
  return { host, phone };
}

export function ring(host, callId = 'c1') {
  host.socket.hear(
    event('call:incoming', {
      callId,
      callerId: 'u2',
      callerName: 'Amina',
      contactPhone: '+1',
      expiresAt: 1_790_000_045_000,
      preconnect: true,
    }),
  );
}

export function offer(host, sdp = 'offer', seq = 1, generation = 1) {
  host.socket.hear(
    event('webrtc:offer', { callId: 'c1', offer: { type: 'offer', sdp }, seq, generation }),
  );
}

export async function talk(context) {
  const { host, phone } = context;
  ring(host);
  offer(host);
  await settle();
  phone.accept('c1');
  await settle();
  host.socket.hear(event('call:accepted', { callId: 'c1', answeredAt: 1_790_000_000_000 }));
  host.peer.hearTrack();
  host.peer.become('connected');
  await settle();
  assert.equal(phone.getSnapshot().calls[0].state, 'active');
}
