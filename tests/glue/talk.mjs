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

export function ring(host, callId = 'c1', callerId = 'u2') {
  host.socket.hear(
    event('call:incoming', {
      callId,
      callerId,
      callerName: 'Amina',
      contactPhone: '+1',
      expiresAt: 1_790_000_045_000,
      preconnect: true,
    }),
  );
}

export function offer(host, sdp = 'offer', seq = 1, generation = 1, callId = 'c1') {
  host.socket.hear(
    event('webrtc:offer', { callId, offer: { type: 'offer', sdp }, seq, generation }),
  );
}

/** The gateway acknowledges what the phone asked of it last. */
export function acknowledge(host, answer = { ok: true }) {
  const [, number] = host.socket.sent
    .map((frame) => /^42\/webrtc,(\d+)\[/u.exec(frame))
    .findLast((found) => found);
  host.socket.hear(`43/webrtc,${number}[${JSON.stringify(answer)}]`);
}

export async function talk(context, callId = 'c1') {
  const { host, phone } = context;
  ring(host, callId);
  offer(host, 'offer', 1, 1, callId);
  await settle();
  phone.accept(callId);
  await settle();
  host.socket.hear(event('call:accepted', { callId, answeredAt: 1_790_000_000_000 }));
  host.peer.hearTrack();
  host.peer.become('connected');
  await settle();
  assert.equal(phone.getSnapshot().calls[0].state, 'active');
}
