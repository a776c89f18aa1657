// A device that makes and takes calls: Socket.IO by hand, as little of it as the REST suite needs.
import { usualMs, within } from '../../e2e/support/deadline.mjs';
import { tokenFor } from './gateway.mjs';

/** @returns {Promise<{ask(event, payload), next(event), close(): Promise<void>}>} */
export async function connect(gateway, who) {
  const url = `${gateway.origin.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
  const socket = new WebSocket(url);
  const events = [];
  const waiting = [];
  const acks = new Map();
  let lastAck = 0;

  function hand(event) {
    const at = waiting.findIndex(({ name }) => name === event[0]);
    if (at < 0) events.push(event);
    else waiting.splice(at, 1)[0].resolve(event[1]);
  }
  const next = (name) =>
    within(
      usualMs,
      name,
      new Promise((resolve) => {
        const at = events.findIndex(([each]) => each === name);
        if (at < 0) waiting.push({ name, resolve });
        else resolve(events.splice(at, 1)[0][1]);
      }),
    );

  socket.onmessage = ({ data }) => {
    if (data[0] === '0') {
      const auth = JSON.stringify({ token: tokenFor(who), protocol: 2 });
      socket.send(`40/webrtc,${auth}`);
    } else if (data === '2') {
      socket.send('3');
    } else if (data.startsWith('42/webrtc,')) {
      hand(JSON.parse(data.slice(10)));
    } else if (data.startsWith('43/webrtc,')) {
      const [, id, body] = /^43\/webrtc,(\d+)(.*)$/su.exec(data);
      acks.get(Number(id))(JSON.parse(body)[0]);
    }
  };
  await next('connection:success');
  return {
    next,
    ask(event, payload) {
      const id = ++lastAck;
      const answered = new Promise((resolve) => acks.set(id, resolve));
      socket.send(`42/webrtc,${id}${JSON.stringify([event, payload])}`);
      return within(usualMs, `an answer to ${event}`, answered);
    },
    async close() {
      const closed = new Promise((resolve) => (socket.onclose = resolve));
      socket.close();
      await within(usualMs, 'the socket to close', closed);
    },
  };
}
