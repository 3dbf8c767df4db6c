import assert from 'node:assert/strict';

import { systems } from '../../../components/systems';
import { judge } from '../../../policy/judge';
import { kinds, type Manifest } from '../../../policy/rule';
import { rules, stackRules } from '../../../policy/rules';
import { secretSettings } from '../../../policy/rules/secret-sources';
import type { Definitions } from '../../../settings';
import { appliedInputs, MockedStack, type Groups } from '../../support/policy/mocked-stack';
import { variants } from '../../support/policy/variants';
import type { Recording } from '../../support/unit/recording';

describe('the rules and the objects of the stack', function () {
  this.timeout(60_000);
  let stack: MockedStack;
  before(async () => {
    stack = await MockedStack.start();
  });
  after(() => stack.stop());

  /** What the rules find, each a line. */
  function findings(recording: Recording, settings: Groups): string[] {
    const resources = recording.resources.map((resource) => ({
      type: resource.type,
      name: resource.name,
      props: { ...recording.outputsOf(resource), ...appliedInputs(resource) },
      from: recording.toldOf(resource).from,
    }));
    const stack = { resources, settings: { registry: 'localhost:5000', ...settings } };
    return [
      ...resources.flatMap(({ name, props }) =>
        rules.flatMap((rule) => judge(rule, props)).map(({ rule, message }) => `${name} ${rule}: ${message}`),
      ),
      ...stackRules.flatMap(({ name, judge }) =>
        judge(stack).map(({ resource, message }) => `${resource} ${name}: ${message}`),
      ),
    ];
  }

  for (const [what, settings] of Object.entries(variants))
    it(`agree ${what}`, async () => {
      const recording = await stack.deploy(settings);
      assert.deepEqual(findings(recording, settings), []);
    });

  it('agree with as few replicas of the cryptoserver as are allowed, of which one can be evicted', async () => {
    const settings = { cryptoserver: { replicas: 2 } };
    assert.deepEqual(findings(await stack.deploy(settings), settings), []);
  });

  it('meet: every kind of object in the stack is judged by a rule', async () => {
    const { resources } = await stack.deploy({ hotels: { database: 'postgresql' } });
    const deployed = resources
      .map(({ inputs }) => (inputs as Manifest).kind)
      .filter((kind) => typeof kind === 'string' && !kind.startsWith('ValidatingAdmissionPolicy'));
    assert.deepEqual([...new Set(deployed)].sort(), Object.keys(kinds).sort());
  });

  it('do not agree when a workload has fewer replicas than its system promises', async () => {
    const recording = await stack.deploy({ search: { replicas: 2 } });
    assert.deepEqual(findings(recording, {}), [
      'search-replicas promised-replicas: api-search has fewer than 4 replicas',
    ]);
  });

  it('know the settings that are put into Secrets', () => {
    const all = systems.flatMap((system) => Object.entries(system.settings as Definitions));
    const secret = all.filter(([, setting]) => 'secret' in setting && setting.secret).map(([name]) => name);
    assert.deepEqual([...secretSettings].sort(), secret.sort());
  });
});
