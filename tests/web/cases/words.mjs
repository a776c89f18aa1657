// The catalogues: the same keys and arguments in both languages, and no words anywhere else.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

const root = join(import.meta.dirname, '../../../web');

function flatten(value, path = []) {
  if (typeof value === 'string') return [[path.join('.'), value]];
  return Object.entries(value).flatMap(([key, part]) => flatten(part, [...path, key]));
}
const catalogue = (locale, area) =>
  new Map(flatten(JSON.parse(readFileSync(join(root, 'messages', locale, area), 'utf8'))));
/** What stands in a plural's branch is words: `one {day}` has no argument `day`. */
const argumentsOf = (text) =>
  [...text.matchAll(/(?<!\b(?:zero|one|two|few|many|other) |=\d+ )\{(\w+)(?=[,}])/gu)]
    .map(([, name]) => name)
    .sort();

/** Attributes that are read or heard. */
const spoken = new Set(['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label']);
const hasWords = (text) => /\p{L}/u.test(text);

function wordsIn(path) {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  const found = [];
  const visit = (node) => {
    if (ts.isJsxText(node) && hasWords(node.text)) found.push(node.text.trim());
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText())) {
      const { initializer } = node;
      if (initializer && ts.isStringLiteral(initializer) && hasWords(initializer.text)) {
        found.push(initializer.text);
      }
    }
    if (ts.isJsxExpression(node) && node.expression && !ts.isJsxAttribute(node.parent)) {
      const { expression } = node;
      if (ts.isStringLiteralLike(expression) && hasWords(expression.text)) {
        found.push(expression.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.map((text) => `${path.slice(root.length + 1)}: ${text}`);
}

const sources = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(({ name }) => name.endsWith('.tsx'))
    .map((entry) => join(entry.parentPath, entry.name));

export default [
  {
    name: 'both catalogues say the same things, and nothing else says anything',
    run() {
      const areas = readdirSync(join(root, 'messages/en')).sort();
      assert.deepEqual(readdirSync(join(root, 'messages/bn')).sort(), areas);
      for (const area of areas) {
        const [english, bangla] = ['en', 'bn'].map((locale) => catalogue(locale, area));
        assert.deepEqual([...bangla.keys()].sort(), [...english.keys()].sort(), area);
        for (const [key, text] of english) {
          const other = bangla.get(key);
          assert.notEqual(other.trim(), '', `${area}: ${key}`);
          assert.deepEqual(argumentsOf(other), argumentsOf(text), `${area}: ${key}`);
        }
      }
      const strays = ['app', 'components'].flatMap((folder) =>
        sources(join(root, folder)).flatMap(wordsIn),
      );
      assert.deepEqual(strays, []);
    },
  },
  {
    name: 'the typed client is that of docs/openapi.json',
    async run() {
      const { default: openapi, astToString } = await import('openapi-typescript');
      const made = astToString(await openapi(new URL(`file://${root}/../docs/openapi.json`)));
      const kept = readFileSync(join(root, 'lib/api/schema.ts'), 'utf8');
      const bare = (text) => text.replace(/^\/\*\*[\s\S]*?\*\/\s*/u, '').trim();
      assert.equal(bare(kept), bare(made), 'run: npm run types -w web');
    },
  },
];
