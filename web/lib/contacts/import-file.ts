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
const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]/gu, '');
const fieldOf = (header: string): ContactField | undefined =>
  contactFields.find((field) => plain(field) === plain(header));

export class ImportFileError extends Error {
  override readonly name = 'ImportFileError';
  constructor(readonly problem: FileProblem) {
    super(problem);
  }
}

/** Reads a CSV file as the gateway will. Throws an {@link ImportFileError} where none of it can be used. */
export async function readImportFile(file: File): Promise<ImportFile> {
  if (file.size > mostBytes) throw new ImportFileError('tooLarge');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new ImportFileError('unreadable');
  }
  const { data } = Papa.parse<string[]>(text, { delimitersToGuess: [',', ';'] });
  const lines = linesOf(data);
  const [header = [], ...rest] = data;
  const columns = header.map(fieldOf);
  if (!columns.includes('firstName')) throw new ImportFileError('noFirstName');
  const rows = rest
    .map((cells, at) => ({ cells, line: lines[at + 1] ?? at + 2 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    .map(({ cells, line }) => toRow(line, columns, cells));
  if (rows.length === 0) throw new ImportFileError('empty');
  if (rows.length > mostRows) throw new ImportFileError('tooManyRows');
  const ignoredColumns = header.filter((name, at) => !columns[at] && name.trim() !== '');
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

function toRow(
  line: number,
  columns: readonly (ContactField | undefined)[],
  cells: readonly string[],
): ImportRow {
  const draft: ContactDraft = { firstName: '', lastName: '', company: '', phone: '', email: '' };
  columns.forEach((field, at) => {
    // An export has an apostrophe before what a spreadsheet would take for a formula.
    if (field) draft[field] = (cells[at] ?? '').replace(/^'(?=[=+\-@\t\r])/u, '').trim();
  });
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
