// A door before which every byte waits for a moment, each way:
// slow-door.mjs ADDRESS PORT TARGET_ADDRESS TARGET_PORT DELAY_MS
//
// Says `open` when it listens.
import { connect, createServer } from 'node:net';

const [address, port, targetAddress, targetPort, delayMs] = process.argv.slice(2);

/** In order, each piece as long after it came as the others. */
function delay(from, to) {
  from.on('data', (bytes) => setTimeout(() => to.write(bytes), Number(delayMs)));
  from.on('end', () => setTimeout(() => to.end(), Number(delayMs)));
  from.on('error', () => to.destroy());
  from.on('close', () => setTimeout(() => to.destroy(), Number(delayMs)));
}

createServer({ noDelay: true }, (near) => {
  const far = connect({ port: Number(targetPort), host: targetAddress, noDelay: true });
  delay(near, far);
  delay(far, near);
}).listen(Number(port), address, () => console.log('open'));
