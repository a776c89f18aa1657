import 'server-only';

import { settings } from './settings';

const webSocketOf = (url: string): string => url.replace(/^http/, 'ws');
const originOf = (url: string): string => new URL(url).origin;

/**
 * Scripts: this app's files, its pages' own lines by their nonce, and WebAssembly. Connections: this app
 * and the gateways. Nothing comes from another host.
 */
export function contentSecurityPolicy(nonce: string): string {
  const { apiUrl, voice } = settings();
  const gateways = [...new Set([apiUrl, voice.url, webSocketOf(voice.url)].map(originOf))];
  // React's development build evaluates text to show where an error comes from.
  const development = process.env.NODE_ENV === 'development' ? ["'unsafe-eval'"] : [];
  const directives: Record<string, string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${nonce}'`, "'wasm-unsafe-eval'", ...development],
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...gateways],
    'media-src': ["'self'", 'blob:'],
    'worker-src': ["'self'"],
    'object-src': ["'none'"],
    'base-uri': ["'self'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ');
}
