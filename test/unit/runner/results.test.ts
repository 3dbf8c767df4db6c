import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { tryRun } from '../../../local/host/command';
import { Steps } from '../../../local/host/steps';
import { FailedTests } from '../../runner/check';
import { goTest } from '../../runner/go-test';
import { pytest } from '../../runner/pytest';
import { runChecks } from '../../runner/run-checks';
import { sum, summary } from '../../runner/results';
import { fakeCommand, scratchFolder } from '../../support/unit/local';

const project = resolve(__dirname, '..', '..', '..');

describe('the results of tests', () => {
  const folder = scratchFolder();
  const nothing = { passed: 0, failed: [], skipped: [] };
  const failure = { title: 'page three', reason: 'two and two are five' };

  it('end with one line of counts, after the skipped tests by reason and the failed ones with theirs', () => {
    const skipped = [
      { title: 'page one', reason: 'there is no Chromium' },
      { title: 'compose one', reason: 'no engine' },
      { title: 'page two', reason: 'there is no Chromium' },
    ];
    const all = sum([
      { passed: 3, failed: [failure], skipped: skipped.slice(0, 2) },
      { passed: 4, failed: [], skipped: skipped.slice(2) },
    ]);
    assert.deepEqual(summary(all).split('\n'), [
      '',
      'Skipped:',
      '  there is no Chromium',
      '    page one',
      '    page two',
      '  no engine',
      '    compose one',
      '',
      'Failed:',
      '  page three',
      '    two and two are five',
      '',
      '7 passed, 1 failed, 3 skipped',
      '',
    ]);
    assert.equal(summary({ ...nothing, passed: 2 }), '\n2 passed, 0 failed, 0 skipped\n');
  });

  it('end with the first lines of what went wrong in a test, such as the values that differ', () => {
    const differ = 'Values differ:\n+ actual - expected\n\n' + '+ one\n'.repeat(40);
    const shown = summary({ ...nothing, failed: [{ title: 'page three', reason: differ }] }).split('\n');
    assert.deepEqual(shown.slice(0, 6), [
      '',
      'Failed:',
      '  page three',
      '    Values differ:',
      '    + actual - expected',
      '    + one',
    ]);
    assert.deepEqual(shown.slice(-4), ['    …', '', '0 passed, 1 failed, 0 skipped', '']);
    assert.equal(shown.length, 18);
  });

  it('of mocha are read from its reporter, with the reason of the suite for each skipped test', async () => {
    const file = join(folder(), 'some.test.ts');
    writeFileSync(
      file,
      `import { skip } from '${project}/test/support/skip';
       describe('a page', () => {
         describe('in a browser', () => {
           before(function () { skip(this, 'there is no browser'); });
           it('shows', () => undefined);
           it('hides', () => undefined);
         });
         it('passes', () => undefined);
         it('fails', () => { throw new Error('it does\\nso much'); });
         describe('with a server', () => {
           before(() => { throw new Error('no server'); });
           it('is not run', () => undefined);
         });
         it('skips', function () { skip(this, 'not today'); });
         it.skip('is left out', () => undefined);
       });`,
    );
    const results = join(folder(), 'results.json');
    const reporter = ['--reporter', 'test/runner/reporter.js', '--reporter-option', `results=${results}`];
    const mocha = join(project, 'node_modules', 'mocha', 'bin', 'mocha.js');
    const { status } = await tryRun(process.execPath, [mocha, ...reporter, file], { cwd: project });
    assert.equal(status, 2);
    assert.deepEqual(JSON.parse(readFileSync(results, 'utf8')), {
      passed: 1,
      failed: [
        { title: 'a page fails', reason: 'it does\nso much' },
        { title: 'a page with a server "before all" hook for "is not run"', reason: 'no server' },
      ],
      skipped: [
        { title: 'a page skips', reason: 'not today' },
        { title: 'a page is left out', reason: 'no reason given' },
        { title: 'a page in a browser shows', reason: 'there is no browser' },
        { title: 'a page in a browser hides', reason: 'there is no browser' },
      ],
    });
  }).timeout(30_000);

  describe('of go test', () => {
    const module = (test: string): string => {
      const cwd = join(folder(), 'module');
      mkdirSync(cwd);
      writeFileSync(join(cwd, 'go.mod'), 'module example.org/module\n\ngo 1.20\n');
      writeFileSync(join(cwd, 'some_test.go'), `package module\n\nimport "testing"\n\n${test}\n`);
      return cwd;
    };

    it('are counted without the tests that have subtests, and with the reasons of skipped tests', async () => {
      const cwd = module(`
        func TestPasses(t *testing.T) { t.Run("one", func(t *testing.T) {}); t.Run("two", func(t *testing.T) {}) }
        func TestSkips(t *testing.T) { t.Skip("there is no clock") }`);
      assert.deepEqual(await goTest({ cwd }), {
        passed: 2,
        failed: [],
        skipped: [{ title: 'example.org/module TestSkips', reason: 'there is no clock' }],
      });
    }).timeout(60_000);

    it('include the output of failed tests only', async () => {
      const cwd = module(`
        func TestFails(t *testing.T) { t.Error("two and two are five") }
        func TestPasses(t *testing.T) { t.Log("nothing to see") }`);
      await assert.rejects(goTest({ cwd }), (error: FailedTests) => {
        const failed = [
          { title: 'example.org/module TestFails', reason: 'some_test.go:6: two and two are five' },
        ];
        assert.deepEqual(error.results, { passed: 1, failed, skipped: [] });
        assert.match(error.message, /two and two are five/);
        assert.doesNotMatch(error.message, /nothing to see/);
        return true;
      });
    }).timeout(60_000);

    it('are one failed test when the compilation fails', async () => {
      const cwd = module('func TestFails(t *testing.T) { undefined() }');
      await assert.rejects(goTest({ cwd }), (error: FailedTests) => {
        assert.deepEqual(
          { ...error.results, failed: error.results.failed.length },
          { ...nothing, failed: 1 },
        );
        assert.match(error.message, /undefined: undefined/);
        return true;
      });
    }).timeout(60_000);
  });

  describe('of pytest', () => {
    const fake = (script: string): string => {
      fakeCommand(folder(), 'pytest', script);
      return join(folder(), 'bin', 'pytest');
    };
    const write = (results: object): string =>
      `for word; do case "$word" in --results=*) echo '${JSON.stringify(results)}' >"\${word#*=}" ;; esac; done`;

    it('are read from its plugin', async () => {
      const results = { passed: 2, failed: [], skipped: [{ title: 'test_a', reason: 'no server' }] };
      assert.deepEqual(await pytest(fake(write(results)), 'plugin', { cwd: folder() }), results);
    });

    it('include its output when a test failed or when it exited early', async () => {
      const results = { passed: 2, failed: [failure], skipped: [] };
      for (const [script, expected] of [
        [`${write(results)}; echo "E assert"; exit 1`, results],
        ['echo "E assert"; exit 4', { ...nothing, failed: [{ title: 'pytest', reason: 'E assert' }] }],
      ] as const) {
        await assert.rejects(pytest(fake(script), 'plugin', { cwd: folder() }), (error: FailedTests) => {
          assert.deepEqual(error.results, expected);
          assert.match(error.message, /E assert/);
          return true;
        });
      }
    });
  });

  it('of checks are added up: one test each, unless a check returns several results', async () => {
    const several = { passed: 5, failed: [failure], skipped: [{ title: 'one', reason: 'none' }] };
    const checks = [
      { title: 'passes', run: () => Promise.resolve(undefined) },
      { title: 'fails', run: () => Promise.reject(new Error('wrong')) },
      { title: 'has several', run: () => Promise.resolve({ ...several, failed: [] }) },
      { title: 'has some that fail', run: () => Promise.reject(new FailedTests(several, 'these')) },
    ];
    const printed: string[] = [];
    const stream = { isTTY: false, write: (text: string) => printed.push(text) };
    const results = await runChecks(checks, new Steps(stream as unknown as NodeJS.WriteStream), {});
    assert.deepEqual([results.passed, results.skipped.length], [11, 2]);
    assert.deepEqual(
      [...results.failed].sort((one, other) => one.title.localeCompare(other.title)),
      [{ title: 'fails', reason: 'wrong' }, failure],
    );
    for (const text of [/✓ passes/, /✗ fails/, /wrong/, /✓ has several/, /✗ has some that fail/, /these/])
      assert.match(printed.join(''), text);
  });
});
