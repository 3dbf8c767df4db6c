'use strict';
// The `spec` reporter of mocha, which also writes the results to a file. `npm test` adds them up. `skip` in
// test/support/skip.ts stores the reason in the skipped test or in one of its suites.

const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

/** The reason why a test was skipped. */
function reasonOf(runnable) {
  if (!runnable) return 'no reason given';
  return runnable.skipReason ?? reasonOf(runnable.parent);
}

module.exports = class ResultsReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    const failed = [];
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test, error) => {
      failed.push({ title: test.fullTitle(), reason: String(error?.message ?? error) });
    });
    runner.on(Runner.constants.EVENT_TEST_PENDING, (test) => {
      skipped.push({ title: test.fullTitle(), reason: reasonOf(test) });
    });
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const results = { passed: this.stats.passes, failed, skipped };
      writeFileSync(options.reporterOptions.results, JSON.stringify(results));
    });
  }
};
