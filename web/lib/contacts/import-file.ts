import Papa from 'papaparse';

import {
  contactFields,
  contactShape,
  type ContactDraft,
  type ContactField,
  type FieldProblem,
} from './fields';
import { columnsOf, hasNames, isUsed, type Choices, type Columns } from './import-columns';

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

/** A column that no field of a contact stands for by its name. */
export interface SpareColumn {
  /** Its place in the header. */
  readonly column: number;
  readonly name: string;
  /** Its first cell with anything in it. */
  readonly sample: string;
}

export interface ImportFile {
  readonly name: string;
  readonly rows: readonly ImportRow[];
  /** Whether any column has the contacts' names. Without, no row is good. */
  readonly hasNames: boolean;
  /** The columns with anything in them that are left out, or would be but for what was chosen. */
  readonly spareColumns: readonly SpareColumn[];
  readonly choices: Choices;
  readonly sheet: Sheet;
}

/** What stands in a file, before anybody says what it means. */
interface Sheet {
  readonly header: readonly string[];
  readonly lines: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

export type FileProblem = 'tooLarge' | 'tooManyRows' | 'noFirstName' | 'empty' | 'unreadable';

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
  const filled = rest
    .map((cells, at) => ({ cells, line: (lines[at + 1] ?? at + 2) + before - 1 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (filled.length === 0) throw new ImportFileError('empty');
  if (filled.length > mostRows) throw new ImportFileError('tooManyRows');
  const found = importOf(file.name, { header, lines: filled }, new Map());
  if (!found.hasNames && found.spareColumns.length === 0) throw new ImportFileError('noFirstName');
  return found;
}

/** The same file, read by other choices. What the gateway refused of it is forgotten. */
export const choose = ({ name, sheet }: ImportFile, choices: Choices): ImportFile =>
  importOf(name, sheet, choices);

function importOf(name: string, sheet: Sheet, choices: Choices): ImportFile {
  const columns = columnsOf(sheet.header, choices);
  const known = columnsOf(sheet.header, new Map());
  const spareColumns = sheet.header.flatMap((title, column) => {
    if (isUsed(known, column)) return [];
    const sample = sheet.lines
      .map(({ cells }) => textOf(cells[column]))
      .find((cell) => cell !== '');
    return sample === undefined ? [] : [{ column, name: title.trim(), sample }];
  });
  return {
    name,
    sheet,
    choices,
    spareColumns,
    hasNames: hasNames(columns),
    rows: sheet.lines.map(({ line, cells }) => toRow(line, columns, cells)),
  };
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
