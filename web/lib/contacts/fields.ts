import { z } from 'zod';

import type { Contact } from '@/lib/api/client';
import type { components } from '@/lib/api/schema';

/** The fields of a contact that can be written, in the order in which people fill them in. */
export const contactFields = ['firstName', 'lastName', 'company', 'phone', 'email'] as const;
export type ContactField = (typeof contactFields)[number];

/** What can be wrong with a field; the words stand in the catalogues. */
export type FieldProblem =
  'required' | 'tooLong' | 'email' | 'phone' | 'noCompany' | 'oneLine' | 'refused';

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** The gateway counts bytes, of which a letter of Bangla has three. */
const text = (mostBytes: number) =>
  z
    .string()
    .trim()
    .refine((value) => bytesOf(value) <= mostBytes, 'tooLong' satisfies FieldProblem)
    // A line break within a cell, for one.
    .refine((value) => !/\p{Cc}/u.test(value), 'oneLine' satisfies FieldProblem);

/** As docs/openapi.json has it, so that most mistakes are found before anything is sent. */
export const contactShape = z.object({
  firstName: text(100).refine((value) => value !== '', 'required' satisfies FieldProblem),
  lastName: text(99),
  company: text(200),
  // Whatever can be dialed can be written down: digits of any script, marks and an extension. What of
  // it is no number the gateway says.
  phone: z
    .string()
    .trim()
    .refine((value) => Array.from(value).length <= 40, 'tooLong' satisfies FieldProblem)
    .refine(
      (value) => value === '' || (value.match(/\p{Nd}/gu)?.length ?? 0) >= 3,
      'phone' satisfies FieldProblem,
    ),
  email: text(254).refine(
    (value) => value === '' || /^[^@\s]+@[^@\s]+$/u.test(value),
    'email' satisfies FieldProblem,
  ),
});
export type ContactDraft = z.infer<typeof contactShape>;

export const emptyDraft: ContactDraft = {
  firstName: '',
  lastName: '',
  company: '',
  phone: '',
  email: '',
};

export const draftOf = (contact: Contact): ContactDraft => ({
  firstName: contact.firstName,
  lastName: contact.lastName ?? '',
  company: contact.company ?? '',
  phone: contact.phone ?? '',
  email: contact.email ?? '',
});

/** What the gateway is sent. A field that was never filled in isn't named: its table may lack it. */
export const newContactOf = (draft: ContactDraft) => ({
  firstName: draft.firstName,
  ...Object.fromEntries(
    contactFields
      .filter((field) => field !== 'firstName' && draft[field] !== '')
      .map((field) => [field, draft[field]]),
  ),
});

/** Only what differs; an emptied field is null. */
export const changeOf = (before: ContactDraft, after: ContactDraft) =>
  Object.fromEntries(
    contactFields
      .filter((field) => before[field] !== after[field])
      .map((field) => [field, after[field] === '' ? null : after[field]]),
  ) as components['schemas']['ContactChange'];

export const isContactField = (name: string | undefined): name is ContactField =>
  contactFields.includes(name as ContactField);

/** What the gateway found wrong with a field that had seemed right. */
export const refusalOf = (field: ContactField): FieldProblem =>
  field === 'company' ? 'noCompany' : 'refused';
