import { loadCore } from './load-browser.js';
import { BrowserPhone } from './phone.js';
import type { Phone, PhoneOptions } from './types.js';

export * from './types.js';
export { browserHost } from './host.js';

/**
 * A phone: one connection to the gateway, and the calls on it.
 *
 * Nothing happens before {@link Phone.connect}; neither the WebAssembly nor anything of the browser
 * is touched by importing this module or by making a phone.
 */
export function createPhone(options: PhoneOptions): Phone {
  return new BrowserPhone(options, loadCore);
}

/**
 * Begins to load the WebAssembly, which {@link Phone.connect} would otherwise ask for. For a page that knows
 * sooner that it will hold a phone: call it where the page's code begins.
 */
export function preload(): void {
  void loadCore().catch(() => undefined);
}
