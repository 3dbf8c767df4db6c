import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

import { commentOf } from '../../../preview/comment-text';
import { Plan } from '../../../preview/plan';
import type { StackPreview } from '../../../preview/report';
import { previewStack } from '../../../preview/run';
import { beside } from '../../support/live/beside';
import { unsharedThrowaway, type Throwaway } from '../../support/live/throwaway';
import type { Changes } from '../../support/live/throwaway-settings';

/** What is done to which resource. */
const steps = ({ changes }: StackPreview): string[] =>
  changes.map(({ operation, type, name }) => `${operation} ${type} ${name}`);

describe('A preview of a stack', function () {
  this.timeout(180_000);
  const secret = 'a-password-that-nobody-may-see';
  let stack: Throwaway;
  /** What a preview finds, once settings are changed. */
  const preview = (changes: Changes = {}): Promise<StackPreview> => {
    stack.change(changes);
    return previewStack(stack.namespace, stack.pulumiOptions);
  };
  before(async () => {
    stack = await unsharedThrowaway('search', beside);
    await stack.up();
  });

  it('of what is deployed says that nothing changes, and that the policy passes', async () => {
    const found = await preview();
    assert.deepEqual(
      { ...found, stack: '', unchanged: 0 },
      {
        stack: '',
        changes: [],
        unchanged: 0,
        meanings: [],
        violations: [],
        policyPacks: ['shared-keys'],
        warnings: [],
        othersChange: false,
        errors: [],
      },
    );
    assert.ok(found.unchanged > 4);
  });

  it('names a changed setting, image and number of replicas, and `pulumi up` does just that', async () => {
    stack.changeImage('search', (folder) => appendFileSync(join(folder, 'main.py'), '# changed\n'));
    const found = await preview({ replicas: 5, refreshSeconds: 1800 });
    assert.deepEqual(steps(found), [
      'update docker-build:index:Image search-image',
      'update kubernetes:apps/v1:Deployment search-replicas',
    ]);
    const { properties } = found.changes[1]!;
    const of = (path: RegExp) => properties.find((one) => path.test(one.path));
    assert.deepEqual(of(/^spec\.replicas$/), { path: 'spec.replicas', replaces: false, old: 4, new: 5 });
    const { old, new: after } = of(/\.image$/)!;
    assert.match(String(old), /\/shared-keys\/search@sha256:[0-9a-f]{64}$/);
    assert.equal(after, '(known after it is applied)');
    assert.equal(of(/\.env\[\d+\]\.value$/)?.new, '1800');
    assert.deepEqual(
      found.meanings.map(({ text }) => text),
      ['rolls the pods of the search, while the others answer', '5 pods of the search instead of 4'],
    );
    assert.match(commentOf({ version: 1, stacks: [found] }), /^ {2}spec\.replicas\n- {3}4\n\+ {3}5$/m);
    assert.deepEqual(steps(await stack.deployed()), steps(found));
  });

  it('names a secret setting without its value', async () => {
    await stack.pulumi(
      ['config', 'set', '--secret', '--path', 'shared-keys:search.catalogueUrl'],
      `https://me:${secret}@example.org/`,
    );
    const found = await preview();
    assert.ok(
      steps(found).some((step) => step.startsWith('create kubernetes:core/v1:Secret ')),
      steps(found).join(),
    );
    assert.ok(!JSON.stringify(found).includes(secret));
    await stack.pulumi(['config', 'rm', '--path', 'shared-keys:search.catalogueUrl']);
  });

  it('names a broken rule', async () => {
    const { violations } = await preview({ replicas: 3 });
    assert.deepEqual(
      violations.map(({ policy, mandatory }) => [policy, mandatory]),
      [['promised-replicas', true]],
    );
    assert.match(violations[0]!.message, /api-search has fewer than 4 replicas/);
  });

  it('is a plan that is not followed once the settings have changed', async () => {
    stack.change({ replicas: 5, refreshSeconds: 900 });
    const plan = await Plan.of(stack.namespace, stack.pulumiOptions);
    assert.deepEqual(steps(plan.preview), ['update kubernetes:apps/v1:Deployment search-replicas']);
    stack.change({ replicas: 6 });
    await assert.rejects(plan.apply({ isTTY: false, write: () => undefined }), {
      message: `${stack.namespace} has changed since its preview (spec.replicas of search-replicas is not as planned), and the rest was not deployed: run the same command again.`,
    });
    await stack.up({ replicas: 5 });
  });

  it('says why it failed', async () => {
    const { errors } = await preview({ namespace: 'Not a name' });
    assert.match(errors.join('\n'), /shared-keys:search\.namespace is "Not a name": it must be /);
  });

  it('names what another namespace replaces and moves, and `pulumi up` does just that', async () => {
    const found = await preview({ replicas: 5, namespace: `${stack.namespace}-b` });
    assert.deepEqual(steps(found), [
      'replace kubernetes:apps/v1:Deployment search-replicas',
      'replace kubernetes:core/v1:Namespace search-namespace',
      'replace kubernetes:core/v1:Service search-balancer',
      'replace kubernetes:networking.k8s.io/v1:NetworkPolicy search-network-api-search-from-anywhere-8000',
      'replace kubernetes:networking.k8s.io/v1:NetworkPolicy search-network-default-deny',
      'replace kubernetes:policy/v1:PodDisruptionBudget search-budget',
    ]);
    assert.deepEqual(
      found.meanings.map(({ text }) => text),
      [
        'all pods stop, then new ones start: nobody can search meanwhile',
        `Service ${stack.namespace}/api-search is reached in another way: clients need its new address`,
      ],
    );
    assert.deepEqual(steps(await stack.deployed()), steps(found));
  });
});
