import type { ReactNode } from 'react';

import { requirePerson } from '@/lib/session';

export default async function CustomerLayout({ children }: { children: ReactNode }) {
  await requirePerson('portal_customer');
  return children;
}
