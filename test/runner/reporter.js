'use strict';
// Mocha's `spec` reporter that writes down its counts as well: several runs are added up to one line. A test that is
// pending counts as failed, since whoever reads "passed" takes it that everything was tried.

const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const counts = { passed: passes, failed: failures + pending };
      writeFileSync(options.reporterOptions.counts, JSON.stringify(counts));
    });
  }
};
