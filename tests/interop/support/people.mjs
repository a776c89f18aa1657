// Who calls whom. Both gateways know them: ours by its development mode, the other by the insert.

const tenantId = 'tenant_harbor';

export const staff = {
  name: 'Amina Rahman',
  toneHz: 440,
  browser: 'staff',
  auth: { userId: 'user_amina', tenantId, role: 'tenant_member' },
  // How the other side dials them.
  dialed: { contactId: 'user_amina', phone: '', name: 'Amina Rahman' },
};

export const customer = {
  name: 'Rahim Chowdhury',
  toneHz: 1000,
  browser: 'customer',
  auth: {
    userId: 'portal_rahim',
    tenantId,
    role: 'portal_customer',
    contactId: 'contact_rahim',
  },
  dialed: { contactId: 'contact_rahim', phone: '+880 1711-000001', name: 'Rahim Chowdhury' },
};

export const insertPeople = `
  INSERT INTO "tenants" ("id", "name") VALUES ('tenant_harbor', 'Harbor Immigration');
  INSERT INTO "users" ("id", "tenantId", "clerkId", "email", "name")
    VALUES ('user_amina', 'tenant_harbor', 'user_amina', 'amina@harbor.example', 'Amina Rahman');
  INSERT INTO "contacts" ("id", "tenantId", "firstName", "lastName", "phone")
    VALUES ('contact_rahim', 'tenant_harbor', 'Rahim', 'Chowdhury', '+880 1711-000001');
  INSERT INTO "portal_customers" ("id", "tenantId", "contactId", "clerkId", "email", "name")
    VALUES ('portal_rahim', 'tenant_harbor', 'contact_rahim', 'portal_rahim',
            'rahim@mail.example', 'Rahim Chowdhury');`;
