// A door that every byte stands before for a moment, each way: slow-door.mjs ADDRESS PORT TARGET DELAY_MS
//
// Says `open` when it listens. What comes in is passed on to 127.0.0.1:TARGET.
import { connect, createServer } from 'node:net';

const [address, port, target, delayMs] = process.argv.slice(2);

/** In order, each piece as long after it came as the others. */
function delay(from, to) {
  from.on('data', (bytes) => setTimeout(() => to.write(bytes), Number(delayMs)));
  from.on('end', () => setTimeout(() => to.end(), Number(delayMs)));
  from.on('error', () => to.destroy());
  from.on('close', () => setTimeout(() => to.destroy(), Number(delayMs)));
}

createServer({ noDelay: true }, (near) => {
  const far = connect({ port: Number(target), host: '127.0.0.1', noDelay: true });
  delay(near, far);
  delay(far, near);
}).listen(Number(port), address, () => console.log('open'));
