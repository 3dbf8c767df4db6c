import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * What the files of a folder may not import: the arrows between the top folders go one way, from index.ts to components/ to
 * settings/, and from cli/ to local/, bench/ and test/.
 */
function noImport(files, folders, reason) {
  const regex = `^(\\.\\.?/)+(${folders.join('|')})(/|$)`;
  const message = `${files.join(' and ')} cannot import this: ${reason}`;
  return { files, rules: { 'no-restricted-imports': ['error', { patterns: [{ regex, message }] }] } };
}

const systems = ['cryptoserver', 'tokens', 'hotels', 'search'];
const above = ['index', 'cli', 'bench', 'test'];

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
      // A one-line callback may hand on the nothing that it calls for.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A number in a message needs no conversion of its own.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  noImport(
    ['settings/**/*.ts'],
    [...above, 'components', 'local'],
    'the engine of the settings knows no system',
  ),
  noImport(['components/*.ts'], [...above, 'local'], 'the program runs without the local cluster'),
  noImport(
    ['components/kubernetes/**/*.ts', 'components/images/**/*.ts'],
    [...above, 'local', ...systems, 'stack', 'systems'],
    'what systems share knows none of them',
  ),
  ...systems.map((system) =>
    noImport(
      [`components/${system}/**/*.ts`],
      [...above, 'local', ...systems.filter((other) => other !== system), 'stack', 'systems'],
      'one system knows no other',
    ),
  ),
  noImport(
    ['local/**/*.ts'],
    [...above, 'components', 'settings'],
    'the local cluster knows nothing above it',
  ),
  noImport(['bench/**/*.ts'], ['index', 'cli'], 'the commands are above the benchmark'),
  noImport(
    [
      'test/runner/**/*.ts',
      'test/support/live/**/*.ts',
      'test/support/image/**/*.ts',
      'test/live/**/*.ts',
      'test/image/**/*.ts',
    ],
    ['cli'],
    'the commands are above the tests that they run',
  ),
  {
    files: ['test/**/*.ts'],
    rules: {
      // In a test a missing value may throw where it is used: that is the failure to report.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What a mock recorded has the shape that the test goes on to assert.
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
