// docs/integrate.md: each of its snippets is compiled as it stands, against the types that are shipped.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

import ts from 'typescript';

const root = join(import.meta.dirname, '..', '..');
mkdirSync(join(root, 'build'), { recursive: true });
// Within the repository, so that the packages are found as an app would find them.
const folder = mkdtempSync(join(root, 'build', 'snippets-'));
after(() => rmSync(folder, { recursive: true }));

const snippetsOf = (path) =>
  [...readFileSync(join(root, path), 'utf8').matchAll(/^```(tsx?)\n(.*?)^```/gmsu)].map(
    ([, language, code], at) => ({ name: `snippet-${at + 1}.${language}`, code }),
  );

test('every snippet of the guide compiles', () => {
  const snippets = snippetsOf('docs/integrate.md');
  assert.ok(snippets.length >= 7);
  const paths = snippets.map(({ name, code }) => {
    const path = join(folder, name);
    writeFileSync(path, code);
    return path;
  });
  const program = ts.createProgram(paths, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    jsx: ts.JsxEmit.ReactJSX,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    strict: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  });
  const said = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName.slice(folder.length + 1)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
  assert.deepEqual(said, []);
});
