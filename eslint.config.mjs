import { readdirSync } from 'node:fs';

import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * Forbids files to import from some folders. Imports go only in these directions: from index.ts to components/ to
 * settings/, and from cli/ to local/, bench/ and test/.
 */
function noImport(files, folders, reason) {
  const regex = `^(\\.\\.?/)+(${folders.join('|')})(/|$)`;
  const message = `${files.join(' and ')} cannot import this: ${reason}`;
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] } };
}

/** The folders of the systems: all in components/ except what systems share. */
const systems = readdirSync(new URL('components/', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !['kubernetes', 'images', 'preflight'].includes(entry.name))
  .map(({ name }) => name);
const above = [
  'index',
  'cli',
  'bench',
  'test',
  'preview',
  'destroy',
  'diagnose',
  'graph',
  'manifests',
  'review',
  'release',
  'status',
];

export default defineConfig(
  { ignores: ['**/node_modules/', '**/dist/', '.build/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300 }],
      // A one-line callback may return the void result of a call.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Numbers may be used in template strings without conversion.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  noImport(
    ['settings/**/*.ts'],
    [...above, 'components', 'local'],
    'the settings engine must not depend on a system',
  ),
  noImport(['components/*.ts'], [...above, 'local'], 'the program must not depend on the local cluster'),
  noImport(
    ['components/kubernetes/**/*.ts', 'components/images/**/*.ts', 'components/preflight/**/*.ts'],
    [...above, 'local', ...systems, 'stack', 'systems'],
    'shared code must not depend on a system',
  ),
  ...systems.map((system) =>
    noImport(
      [`components/${system}/**/*.ts`],
      [...above, 'local', ...systems.filter((other) => other !== system), 'stack', 'systems'],
      'a system must not depend on another one',
    ),
  ),
  noImport(
    ['policy/**/*.ts'],
    [...above, 'components', 'settings', 'local'],
    'the rules judge what the program makes, and must not take it from there',
  ),
  noImport(
    [
      'preview/**/*.ts',
      'destroy/**/*.ts',
      'diagnose/**/*.ts',
      'graph/**/*.ts',
      'manifests/**/*.ts',
      'review/**/*.ts',
      'release/**/*.ts',
      'status/**/*.ts',
    ],
    ['index', 'cli', 'bench', 'test', 'settings', 'policy', 'stack', 'systems'],
    'they drive Pulumi from outside, and its packages take a second to load',
  ),
  noImport(
    ['local/**/*.ts'],
    [...above, 'components', 'settings'],
    'the local cluster must not depend on the program or its commands',
  ),
  noImport(['bench/**/*.ts'], ['index', 'cli'], 'the commands depend on the benchmark, not the reverse'),
  noImport(
    [
      'test/runner/**/*.ts',
      'test/support/live/**/*.ts',
      'test/support/image/**/*.ts',
      'test/live/**/*.ts',
      'test/image/**/*.ts',
      'test/judges/**/*.ts',
    ],
    ['cli'],
    'the commands depend on the tests, not the reverse',
  ),
  noImport(
    ['test/live/**/*.throwaway.test.ts'],
    ['cli', 'support/live/live'],
    'it leaves the stack under test alone, and uses support/live/beside',
  ),
  {
    files: ['test/**/*.ts'],
    rules: {
      // In a test, a missing value may throw where it is used: the test then fails as it should.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // The test asserts the shape of the values that a mock has recorded.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        require: 'readonly',
        module: 'writable',
        exports: 'writable',
        __dirname: 'readonly',
        __filename: 'readonly',
      },
    },
  },
);
