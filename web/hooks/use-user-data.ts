'use client';

import { useQuery } from '@tanstack/react-query';

import { useSession } from '@/components/session-provider';
import { personQuery } from '@/lib/api/queries';

export interface UserData {
  id: string;
  tenantId: string;
  name: string;
  /** Empty where the database has none. */
  email: string;
  role: 'tenant_member' | 'portal_customer';
  /** Customers only. */
  contactId?: string;
}

/** Who is signed in, as the existing app asks for it: `const {userData, loading, error} = useUserData()`. */
export function useUserData(): {
  userData: UserData | null;
  loading: boolean;
  error: Error | null;
} {
  const { api, person } = useSession();
  const { data, isPending, error } = useQuery({ ...personQuery(api), initialData: person });
  const userData = {
    id: data.userId,
    tenantId: data.tenantId,
    name: data.name,
    email: data.email,
    role: data.role,
    ...(data.contactId && { contactId: data.contactId }),
  };
  return { userData, loading: isPending, error };
}
