// People for every pair, fifty pairs a tenant; the load client names them in the same way.
const pairsATenant = 50;
export function insertPeople(pairs) {
  const numbers = Array.from({ length: pairs }, (_, number) => number);
  const tenant = (number) => `'bench_tenant_${Math.floor(number / pairsATenant)}'`;
  const rows = (table, columns, values) =>
    `INSERT INTO "${table}" (${columns.map((name) => `"${name}"`).join(', ')}) VALUES\n` +
    `${values.map((row) => `(${row.join(', ')})`).join(',\n')};`;
  const tenants = numbers.filter((number) => number % pairsATenant === 0);
  return [
    'BEGIN;',
    rows(
      'tenants',
      ['id', 'name'],
      tenants.map((n) => [tenant(n), tenant(n)]),
    ),
    rows(
      'users',
      ['id', 'tenantId', 'clerkId', 'email', 'name'],
      numbers.map((n) => [
        `'bench_user_${n}'`,
        tenant(n),
        `'bench_user_${n}'`,
        "'a@b.c'",
        "'Staff'",
      ]),
    ),
    rows(
      'contacts',
      ['id', 'tenantId', 'firstName', 'phone'],
      numbers.map((n) => [`'bench_contact_${n}'`, tenant(n), "'Customer'", "'+8801711000001'"]),
    ),
    rows(
      'portal_customers',
      ['id', 'tenantId', 'contactId', 'clerkId', 'email', 'name'],
      numbers.map((n) => [
        `'bench_portal_${n}'`,
        tenant(n),
        `'bench_contact_${n}'`,
        `'bench_portal_${n}'`,
        "'a@b.c'",
        "'Customer'",
      ]),
    ),
    'COMMIT;',
  ].join('\n');
}
