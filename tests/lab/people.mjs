// Who calls whom, and the proof of who they are.
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';

import { tones } from '../e2e/support/world.mjs';

export const jwtSecret = 'the laboratory has a secret of its own';

export const staff = {
  name: 'Amina Rahman',
  toneHz: tones.staffHz,
  claims: { sub: 'user_amina', tenantId: 'tenant_harbor', role: 'tenant_member' },
  dialed: { contactId: 'user_amina', name: 'Amina Rahman' },
};
export const customer = {
  name: 'Rahim Chowdhury',
  toneHz: tones.customerHz,
  claims: {
    sub: 'portal_rahim',
    tenantId: 'tenant_harbor',
    role: 'portal_customer',
    contactId: 'contact_rahim',
  },
  dialed: { contactId: 'contact_rahim', name: 'Rahim Chowdhury' },
};

export function signToken({ claims }) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1_000) + 86_400;
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ exp, ...claims })}`;
  return `${text}.${createHmac('sha256', jwtSecret).update(text).digest('base64url')}`;
}

const sql = `
  INSERT INTO tenants (id, name) VALUES ('tenant_harbor', 'Harbor Immigration');
  INSERT INTO users (id, tenantId, clerkId, email, name)
    VALUES ('user_amina', 'tenant_harbor', 'user_amina', 'amina@harbor.example', 'Amina Rahman');
  INSERT INTO contacts (id, tenantId, firstName, lastName, phone)
    VALUES ('contact_rahim', 'tenant_harbor', 'Rahim', 'Chowdhury', '+880 1711-000001');
  INSERT INTO portal_customers (id, tenantId, contactId, clerkId, email, name)
    VALUES ('portal_rahim', 'tenant_harbor', 'contact_rahim', 'portal_rahim',
            'rahim@mail.example', 'Rahim Chowdhury');`;

export function addPeople(databasePath) {
  execFileSync('sqlite3', ['-cmd', '.timeout 5000', databasePath, sql]);
}
