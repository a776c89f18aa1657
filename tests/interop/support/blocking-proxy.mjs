// A proxy as offices have them: it lets HTTP through and refuses WebSockets, until it is told to allow
// them.
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect } from 'node:net';

/** @param port of the server behind it */
export async function startBlockingProxy(port) {
  const sockets = new Set();
  let isAllowed = false;
  let upgrades = 0;
  const server = createServer((request, response) => {
    const onward = httpRequest(
      {
        host: '127.0.0.1',
        port,
        method: request.method,
        path: request.url,
        headers: request.headers,
      },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  server.on('upgrade', (request, socket, head) => {
    if (!isAllowed) return socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    upgrades += 1;
    const onward = connect(port, '127.0.0.1', () => {
      const { rawHeaders } = request;
      let text = `${request.method} ${request.url} HTTP/1.1\r\n`;
      for (let i = 0; i < rawHeaders.length; i += 2)
        text += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
      onward.write(`${text}\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: server.address().port,
    allow: () => (isAllowed = true),
    upgrades: () => upgrades,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
