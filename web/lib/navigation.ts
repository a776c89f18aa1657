import type { Role } from './api/client';

/** The first page of each kind of person. */
export const homeOf = (role: Role): string =>
  role === 'tenant_member' ? '/calls' : '/portal/dashboard';
