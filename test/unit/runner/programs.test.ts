import assert from 'node:assert/strict';
import { join } from 'node:path';

import { programsFrom, programsOfTheMachine, variablesOf } from '../../support/programs/programs';
import { fakeCommand, scratchFolder } from '../../support/unit/local';

describe('the programs for tests', () => {
  const folder = scratchFolder();

  it('are passed to the tests by environment variables', () => {
    const programs = { postgresql: '/pg/bin', chromium: '/browser/chromium', docker: '/docker/bin' };
    assert.deepEqual(programsFrom(variablesOf(programs)), programs);
    assert.deepEqual(variablesOf({}), {});
  });

  it('are those on the path when no environment variable names them', () => {
    for (const name of ['initdb', 'google-chrome']) fakeCommand(folder(), name, '');
    const bin = join(folder(), 'bin');
    const { chromium } = programsOfTheMachine(bin);
    assert.equal(chromium, join(bin, 'google-chrome'));
    assert.equal(programsFrom({ PATH: bin, CHROMIUM: '/other' }).chromium, '/other');
    assert.equal(programsOfTheMachine('/none').chromium, undefined);
  });
});
