import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { messageOf } from '../../../local/host/failure';
import { goVersion } from '../../../local/toolchain/host';
import { goodData, goodDeployment } from '../../../policy/examples';
import { judge } from '../../../policy/judge';
import type { Manifest } from '../../../policy/rule';
import { rules } from '../../../policy/rules';
import { restrictedPods } from '../../../policy/rules/restricted-pods';
import { askApi, type ApiAnswer, type Clauses } from '../../support/policy/api-judge';
import { manifestsOf, MockedStack } from '../../support/policy/mocked-stack';
import { changed, mutations, type Mutation } from '../../support/policy/mutations';
import { skip } from '../../support/skip';

/** The clauses that an object does not fulfil, as the judge of the policy pack finds. */
function clausesOf(object: Manifest): Clauses {
  const found = rules.map(({ name, ...rule }) => {
    const messages = judge({ name, ...rule }, object).map(({ message }) => message);
    const clauses = rule.validations.flatMap(({ message: wrong }, clause) =>
      messages.some((message) => message === wrong || message.startsWith(`${wrong}, or`)) ? [clause] : [],
    );
    return [name, clauses] as const;
  });
  return Object.fromEntries(found.filter(([, clauses]) => clauses.length > 0));
}

/** A Deployment with more in its pods than any real one. */
function hugeDeployment(): Manifest {
  const huge = structuredClone(goodDeployment()) as {
    spec: { template: { spec: Record<string, unknown[]> } };
  } & Manifest;
  const { spec: pod } = huge.spec.template;
  const list = <T>(count: number, one: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => one(index));
  pod.volumes = list(30, (index) => ({
    name: `data-${index}`,
    persistentVolumeClaim: { claimName: 'data' },
  }));
  pod.containers = list(20, (index) => ({
    ...(pod.containers![0] as object),
    name: `container-${index}`,
    args: list(20, () => 'a'.repeat(200)),
    env: list(50, (variable) => ({ name: `VARIABLE_${variable}`, value: 'a'.repeat(200) })),
    volumeMounts: list(30, (mount) => ({ name: `data-${mount}`, mountPath: `/${mount}`, readOnly: true })),
  }));
  return huge;
}

/** A ConfigMap with the longest entry. */
function hugeConfigMap(): Manifest {
  return { ...goodData('ConfigMap'), data: { 'app.conf': 'line = 1\n'.repeat(5_500) } };
}

describe('The judge of the policy pack and that of the API server', function () {
  // Go may have to build the API server's judge first.
  this.timeout(20 * 60_000);
  const count = 2000;
  const seed = Number(process.env.POLICY_SEED ?? 1);
  const only = process.env.POLICY_CASE;
  const huge = [hugeDeployment(), hugeConfigMap()];
  const insecurePods = restrictedPods.bad.map((bad) => ({
    what: bad.what,
    object: changed(restrictedPods.good, bad),
  }));
  const project = process.cwd();
  let cases: readonly { readonly number: number; readonly mutation: Mutation }[];
  let answer: ApiAnswer;
  before(async function () {
    try {
      await goVersion({});
    } catch (error) {
      skip(this, messageOf(error));
    }
    const stack = await MockedStack.start();
    let manifests: Manifest[];
    try {
      manifests = manifestsOf(await stack.deploy({ hotels: { database: 'postgresql', replicas: 2 } }));
    } finally {
      await stack.stop();
    }
    const mutated = mutations(manifests, rules, seed);
    cases = Array.from({ length: count }, (_, number) => ({ number, mutation: mutated.next().value }));
    if (only !== undefined) cases = cases.filter(({ number }) => number === Number(only));
    answer = await askApi(
      rules,
      [...[...cases.map(({ mutation }) => mutation), ...insecurePods].map(({ object }) => object), ...huge],
      project,
    );
  });

  it('is built of the Kubernetes that the local cluster runs', () => {
    // A replacement comes after what it replaces.
    const requiredBy = (...folder: string[]): Map<string, string> => {
      const text = readFileSync(join(project, ...folder, 'go.mod'), 'utf8');
      return new Map(
        [...text.matchAll(/^\t(?:\S+ => )?(\S+) (v\S+)/gm)].map(([, module, version]) => [module!, version!]),
      );
    };
    const cluster = requiredBy('local', 'tools', 'kubernetes');
    const own = requiredBy('test', 'tools', 'api-judge');
    assert.ok(own.size > 50);
    for (const [module, version] of own) assert.equal(version, cluster.get(module) ?? version, module);
  });

  it('find nothing wrong with the rules and their types', () => {
    assert.deepEqual(answer.warnings, {});
  });

  it('agree on 2,000 changed objects of the stack', () => {
    const differences: string[] = [];
    let served = 0;
    let refused = 0;
    cases.forEach(({ number, mutation: { what, object } }, index) => {
      const verdict = answer.verdicts[index]!;
      const pack = clausesOf(object);
      const toldApart = (by: string, clauses: Clauses): void => {
        try {
          assert.deepEqual(pack, clauses);
        } catch {
          differences.push(
            `POLICY_SEED=${seed} POLICY_CASE=${number}: ${what}: the pack ${JSON.stringify(pack)}, ${by} ${JSON.stringify(clauses)}`,
          );
        }
      };
      toldApart('the API server as it is applied', verdict.applied);
      // What the API server refuses anyway never comes to its policies.
      if (verdict.served && verdict.refusal === undefined) {
        toldApart('the API server with its defaults', verdict.served);
        served += 1;
      }
      if (Object.keys(pack).length > 0) refused += 1;
      if (only !== undefined) console.log(what, JSON.stringify({ pack, ...verdict }, undefined, 2));
    });
    assert.deepEqual(differences, []);
    // Otherwise, agreement would mean little.
    if (only === undefined) assert.ok(served > 300 && refused > 300, `${served} served, ${refused} refused`);
  });

  it('let pass no pod that the Pod Security level `restricted` forbids', () => {
    const objects = [...cases.map(({ mutation }) => mutation), ...insecurePods];
    const passing = objects.filter(
      ({ object }, index) =>
        answer.verdicts[index]!.insecure !== undefined && judge(restrictedPods, object).length === 0,
    );
    assert.deepEqual(
      passing.map(({ what }) => what),
      [],
    );
    // The rule has a bad example for each check of the level, also for those that a new version brings.
    const examples = answer.verdicts.slice(cases.length, -huge.length);
    const failed = new Set(examples.flatMap(({ insecure = [] }) => insecure));
    assert.deepEqual([...failed].sort(), [...answer.securityChecks].sort());
  });

  it('need little of what the API server lets an expression and a policy cost, for huge objects too', () => {
    // More than 1 000 000 for one expression are an error, which would be a finding.
    for (const { applied, cost } of answer.verdicts.slice(-huge.length)) {
      assert.deepEqual(applied, {});
      assert.ok(cost > 10_000 && cost < 4_000_000, `a policy costs ${cost} of 10 000 000`);
    }
  });
});
