import Papa from 'papaparse';

import {
  contactFields,
  contactShape,
  type ContactDraft,
  type ContactField,
  type FieldProblem,
} from './fields';

/** What the gateway takes at once. */
export const mostBytes = 1_048_576;
export const mostRows = 2_000;

export interface ImportRow {
  /** Where it begins in the file; the header is line 1. */
  readonly line: number;
  readonly draft: ContactDraft;
  /** The first thing that is wrong with each field; empty where the row can be imported. */
  readonly problems: Partial<Record<ContactField, FieldProblem>>;
}

export interface ImportFile {
  readonly name: string;
  readonly rows: readonly ImportRow[];
  /** Columns of the file that no field of a contact stands for. */
  readonly ignoredColumns: readonly string[];
}

export type FileProblem = 'tooLarge' | 'tooManyRows' | 'noFirstName' | 'empty' | 'unreadable';

/** "First name", "first_name" and "FIRSTNAME" are one. */
const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_\-.:/()'"]/gu, '');

/**
 * What the columns are called by Google, Outlook, Apple, HubSpot, Salesforce and Zoho, of each field the
 * best one first. The gateway has the same list (server/src/rest/contact_headers.cpp).
 */
const aliases: Readonly<Record<ContactField, string>> = {
  firstName: 'firstname givenname first forename contactfirstname',
  lastName: 'lastname familyname surname last contactlastname',
  email:
    'email emailaddress email1value emailaddress1 email1 mail workemail homeemail email2value ' +
    'email2address secondaryemail',
  phone:
    'phone mobilephone mobilephonenumber mobile mobilenumber cellphone phonenumber phone1value phone1 ' +
    'telephone telephonenumber tel primaryphone businessphone workphone homephone otherphone ' +
    'companymainphone phone2value businessphone2 homephone2',
  company:
    'company companyname organizationname organization1name organization organisation accountname ' +
    'associatedcompany',
};
const wholeNames = 'name fullname displayname contactname'.split(' ');

/** Where each field stands: the columns in the order in which they are to be asked. */
type Columns = Readonly<Record<ContactField, readonly number[]>> & {
  readonly wholeName: number | undefined;
};

function columnsOf(header: readonly string[]): Columns {
  const names = header.map(plain);
  const at = (field: ContactField) =>
    aliases[field]
      .split(' ')
      .flatMap((alias) => names.flatMap((name, column) => (name === alias ? [column] : [])));
  const columns = {
    firstName: at('firstName'),
    lastName: at('lastName'),
    company: at('company'),
    phone: at('phone'),
    email: at('email'),
  };
  const hasName = columns.firstName.length > 0 || columns.lastName.length > 0;
  const whole = names.findIndex((name) => wholeNames.includes(name));
  return { ...columns, wholeName: hasName || whole === -1 ? undefined : whole };
}

/** Files are UTF-8, UTF-16 with a mark (Excel's "Unicode text"), or what is left of Windows. */
function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';
  constructor(readonly problem: FileProblem) {
    super(problem);
  }
}

/** Reads a CSV file as the gateway will. Throws an {@link ImportFileError} where none of it can be used. */
export async function readImportFile(file: File): Promise<ImportFile> {
  if (file.size > mostBytes) throw new ImportFileError('tooLarge');
  const whole = decode(new Uint8Array(await file.arrayBuffer()));
  if (whole.includes('\0')) throw new ImportFileError('unreadable');
  // Excel's own first line, which names the separator of the others.
  const first = /^sep=(?<separator>[,;\t])(?:\r\n|\r|\n)/u.exec(whole);
  const { data } = Papa.parse<string[]>(whole.slice(first?.[0].length ?? 0), {
    ...(first?.groups && { delimiter: first.groups.separator }),
    delimitersToGuess: [',', ';', '\t'],
  });
  const before = first ? 2 : 1;
  const lines = linesOf(data);
  const [header = [], ...rest] = data;
  const columns = columnsOf(header);
  const used = new Set([...contactFields.flatMap((field) => columns[field]), columns.wholeName]);
  const named = [columns.firstName, columns.lastName, columns.company].some(
    (found) => found.length > 0,
  );
  if (!named && columns.wholeName === undefined) throw new ImportFileError('noFirstName');
  const rows = rest
    .map((cells, at) => ({ cells, line: (lines[at + 1] ?? at + 2) + before - 1 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ cells, line }) => toRow(line, columns, cells));
  if (rows.length === 0) throw new ImportFileError('empty');
  if (rows.length > mostRows) throw new ImportFileError('tooManyRows');
  const ignoredColumns = header.filter((name, at) => !used.has(at) && name.trim() !== '');
  return { name: file.name, rows, ignoredColumns };
}

/** Cells may have line breaks of their own, so that rows and lines don't go together. */
function linesOf(rows: readonly string[][]): number[] {
  const lines: number[] = [];
  let line = 1;
  for (const cells of rows) {
    lines.push(line);
    line += 1 + cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/gu)?.length ?? 0), 0);
  }
  return lines;
}

/** An export has an apostrophe before what a spreadsheet would take for a formula. */
const textOf = (cell: string | undefined): string =>
  (cell ?? '').replace(/^'(?=[=+\-@\t\r])/u, '').trim();

/** Whoever has a last name alone, or is a company, is called by that. */
function nameSomehow(draft: Record<ContactField, string>): ContactDraft {
  if (draft.firstName !== '') return draft;
  if (draft.lastName !== '') return { ...draft, firstName: draft.lastName, lastName: '' };
  return { ...draft, firstName: draft.company };
}

function toRow(line: number, columns: Columns, cells: readonly string[]): ImportRow {
  const found: Record<ContactField, string> = {
    firstName: '',
    lastName: '',
    company: '',
    phone: '',
    email: '',
  };
  for (const field of contactFields) {
    const cell = columns[field].find((column) => textOf(cells[column]) !== '');
    if (cell !== undefined) found[field] = textOf(cells[cell]);
  }
  if (columns.wholeName !== undefined) {
    const words = textOf(cells[columns.wholeName]).split(/\s+/u);
    found.lastName = words.length > 1 ? (words.pop() ?? '') : '';
    found.firstName = words.join(' ');
  }
  const draft = nameSomehow(found);
  const checked = contactShape.safeParse(draft);
  const problems: ImportRow['problems'] = {};
  for (const { path, message } of checked.error?.issues ?? []) {
    problems[path[0] as ContactField] ??= message as FieldProblem;
  }
  return { line, draft, problems };
}

export const isGood = ({ problems }: ImportRow): boolean => Object.keys(problems).length === 0;

/** These rows as the gateway takes them; with the columns that have anything in them. */
export function csvOf(rows: readonly ImportRow[]): string {
  const fields = contactFields.filter(
    (field) => field === 'firstName' || rows.some(({ draft }) => draft[field] !== ''),
  );
  return Papa.unparse({
    fields: [...fields],
    data: rows.map(({ draft }) => fields.map((field) => draft[field])),
  });
}
