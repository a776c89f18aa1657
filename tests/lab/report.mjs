// The table of docs/reliability.md, written between its marks.
import { readFileSync, writeFileSync } from 'node:fs';

const [begin, end] = ['<!-- measured: begin -->', '<!-- measured: end -->'];

export function writeTable(path, rows) {
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} lacks the marks ${begin} and ${end}`);
  const lines = rows.map(
    ({ name, about, promised, lived, silentMs }) =>
      `| ${name} | ${about} | ${promised} | ${lived ? `${silentMs} ms` : 'call lost'} |`,
  );
  const table = [
    '| fault | what happens | silence, at most | measured |',
    '| --- | --- | --- | --- |',
    ...lines,
  ].join('\n');
  writeFileSync(path, `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`);
}
