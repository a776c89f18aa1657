import type { Person } from './wire.js';

export type Status = 'INITIATED' | 'RINGING' | 'ANSWERED' | 'COMPLETED' | 'FAILED';

export interface NewRow {
  tenantId: string;
  userId: string;
  contactId: string;
  direction: 'INBOUND' | 'OUTBOUND';
  toNumber: string;
}

export interface Times {
  startedAt?: Date;
  endedAt?: Date;
  duration?: number;
}

/** The rows of call_logs, and the names of the people in them. */
export abstract class CallLogService {
  abstract nameOf(person: Pick<Person, 'userId' | 'role'>): Promise<string>;

  /** @returns the row's id */
  abstract create(row: NewRow): Promise<string>;

  abstract mark(id: string, status: Status, times?: Times): Promise<void>;
}
