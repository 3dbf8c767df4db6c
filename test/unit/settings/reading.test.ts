import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { loadStackSettings, stackDefinitions } from '../../../components/stack';
import { systems } from '../../../components/systems';
import { settingsTable } from '../../../settings';
import { listSettings } from '../../../settings/definitions';
import { Recording } from '../../support/unit/recording';

describe('reading the settings of a stack', () => {
  before(() => new Recording().start());
  afterEach(() => {
    pulumi.runtime.setAllConfig({});
  });

  it('ignores the settings of other projects', () => {
    pulumi.runtime.setAllConfig({
      'shared-keys:registry': 'localhost:5001',
      'shared-keys:cryptoserver': '{"replicas":2}',
      'kubernetes:context': 'other',
    });
    assert.equal(loadStackSettings(systems).cryptoserver.replicas, 2);
  });

  it('reports all mistakes at once, one on each line, in an error that prints without a stack trace', () => {
    pulumi.runtime.setAllConfig({
      'shared-keys:cryptoserver': '{"replicas":1,"nodePort":80}',
      'shared-keys:x': 'y',
    });
    assert.throws(
      () => loadStackSettings(systems),
      (error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.equal(error.stack, error.message, 'Pulumi would format a stack trace for 20 s');
        const named = error.message.split('\n').map((line) => line.split(' ')[0]);
        const names = ['registry', 'cryptoserver.replicas', 'cryptoserver.nodePort', 'x'];
        assert.deepEqual(
          named,
          names.map((name) => `shared-keys:${name}`),
        );
        return true;
      },
    );
  });
});

describe('the settings table', () => {
  const definitions = stackDefinitions(systems);
  const lines = settingsTable(definitions).split('\n');

  it('has a row for every setting, with its type, default, allowed values and effect', () => {
    assert.equal(lines.length, 2 + listSettings(definitions).length);
    assert.match(
      settingsTable(definitions),
      /^\| `cryptoserver\.replicas` \| whole number \| 3 \| a whole number from 2 to 100, /m,
    );
    assert.match(settingsTable(definitions), /^\| `registry` \| text \| required \| /m);
  });

  it('has five cells in every row', () => {
    for (const line of lines) assert.match(line, /^(\| [^|]+ ){5}\|$/);
  });
});
