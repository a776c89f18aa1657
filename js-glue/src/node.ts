import { loadCore } from './load-node.js';
import { BrowserPhone } from './phone.js';
import type { Phone, PhoneOptions } from './types.js';

export * from './types.js';
export { browserHost } from './host.js';

/** As in browsers; under Node it needs a `host` before it can connect. */
export function createPhone(options: PhoneOptions): Phone {
  return new BrowserPhone(options, loadCore);
}
