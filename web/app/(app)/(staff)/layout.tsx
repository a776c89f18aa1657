import type { ReactNode } from 'react';

import { requirePerson } from '@/lib/session';

export default async function StaffLayout({ children }: { children: ReactNode }) {
  await requirePerson('tenant_member');
  return children;
}
