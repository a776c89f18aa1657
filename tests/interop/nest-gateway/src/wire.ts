// The base contract, as far as this gateway reads it.

export type Role = 'tenant_member' | 'portal_customer';

export interface Person {
  userId: string;
  tenantId: string;
  role: Role;
  contactId?: string;
  name: string;
}

export interface Initiate {
  contactId: string;
  contactPhone?: string;
  contactName?: string;
}

export interface OfCall {
  callId: string;
}
