// What the JavaScript and TypeScript here must satisfy. How it looks is prettier's.
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores(['build/', '**/dist/', '**/node_modules/', '**/.next/', '**/next-env.d.ts']),
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['**/*.{ts,tsx,mts}'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // A number in a message is meant.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return done();` in a switch is how a table of calls reads best.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    // Written as an app that is there already: by its rules, not by these.
    files: ['tests/web/drop-in/*.tsx'],
    rules: {
      '@typescript-eslint/no-misused-promises': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  {
    files: ['demo/**/*.js', 'tests/**/*.{js,jsx}'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { ecmaFeatures: { jsx: true } },
    },
  },
  {
    // Emscripten prints these functions with toString(): they need the word `function` before them,
    // and names of its library, which lose their $ on the way.
    files: ['wasm/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: {
        ...globals.browser,
        ...Object.fromEntries(
          [
            ...['LibraryManager', 'mergeInto', 'Module', 'HEAPU8', 'HEAPU32', 'UTF8Decoder'],
            ...['_free', '_malloc', 'getWasmTableEntry', 'embindTypes', 'embindClasses'],
            ...['embindCall', 'embindName', 'embindSignature', 'embindText', 'wasmMemory'],
            ...['readyPromiseReject', 'updateGlobalBufferAndViews'],
          ].map((name) => [name, 'readonly']),
        ),
      },
    },
    rules: { 'object-shorthand': 'off', 'no-redeclare': ['error', { builtinGlobals: false }] },
  },
  {
    files: ['*.js', 'scripts/**/*.mjs', 'js-glue/*.mjs', 'deploy/**/*.mjs', 'web/*.mjs'],
    languageOptions: { globals: globals.nodeBuiltin },
  },
  {
    // What these hand to page.evaluate() runs in the browser.
    files: ['tests/**/*.mjs'],
    languageOptions: { globals: { ...globals.browser, ...globals.nodeBuiltin } },
  },
);
