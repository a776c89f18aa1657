// The cable between the browsers and the gateway: it can be cut, and plugged into another gateway.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export async function layWire() {
  const open = new Set();
  let targetPort = 0;

  const server = createServer((near) => {
    // Nobody there: what a browser sees of a gateway that is down.
    if (targetPort === 0) return near.destroy();
    const far = connect(targetPort, '127.0.0.1');
    const pair = { near, far };
    open.add(pair);
    const drop = () => {
      near.destroy();
      far.destroy();
      open.delete(pair);
    };
    for (const end of [near, far]) end.on('error', drop).on('close', drop);
    near.pipe(far).pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://localhost:${server.address().port}`,
    plugInto: (port) => (targetPort = port),
    /** Ends what is open; the next connections pass again. */
    cut() {
      for (const { near, far } of open) {
        near.destroy();
        far.destroy();
      }
    },
    close() {
      this.cut();
      server.close();
    },
  };
}
