// The table of docs/reliability.md, written between its marks. Each run fills in one column of it, and
// leaves the other as it stands.
import { readFileSync, writeFileSync } from 'node:fs';

const [begin, end] = ['<!-- measured: begin -->', '<!-- measured: end -->'];
const columns = ['Chromium', 'Chromium and Firefox'];
const cells = (line) => line.slice(2, -2).split(' | ');

/** @param column one of the above: between what browsers it was measured */
export function writeTable(path, rows, column) {
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} lacks the marks ${begin} and ${end}`);
  const before = text
    .slice(from, to)
    .split('\n')
    .filter((line) => line.startsWith('| '));
  const measured = new Map(before.map(cells).map(([name, , , ...figures]) => [name, figures]));
  const lines = rows.map(({ name, about, promised, lived, silentMs }) => {
    const figures = columns.map((each, at) => {
      if (each !== column) return measured.get(name)?.[at] ?? '';
      return lived ? `${silentMs} ms` : 'call lost';
    });
    return [name, about, promised, ...figures];
  });
  const header = ['fault', 'what happens', 'silence, at most', ...columns];
  const table = [header, header.map(() => '---'), ...lines]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
  writeFileSync(path, `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`);
}
