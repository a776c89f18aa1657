import 'server-only';

import { settings } from '../settings';
import type { Identity } from './adapter';
import { developmentIdentity } from './development';
import { oidcIdentity } from './oidc';

export type { HeldToken, Identity } from './adapter';

/** The provider that the environment names. Another one is a file beside these and a line here. */
export function identity(): Identity {
  switch (settings().identity) {
    case 'development':
      return developmentIdentity;
    case 'oidc':
      return oidcIdentity;
  }
}
