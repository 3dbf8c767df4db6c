import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import type { Asked } from '../../../components/preflight/answers';
import type { Finding, Question } from '../../../components/preflight/check';
import { Forbidden, Unreachable } from '../../../components/preflight/cluster';
import { preflight } from '../../../components/preflight/preflight';
import { wholeNumbers } from '../../../components/ranges';
import { deployStack } from '../../../components/stack';
import type { System } from '../../../components/system';
import { wholeNumber } from '../../../settings/kinds';
import { FakeCluster } from '../../support/unit/fake-cluster';
import { Recording } from '../../support/unit/recording';

/** The error that a promise is rejected with, which prints without a stack trace. */
async function refusal(attempt: Promise<unknown>): Promise<string> {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(pulumi.RunError.isInstance(error), `it ended with ${String(error)}`);
  return error.message;
}

describe('the checks before the first resource', () => {
  const asked = (ask: Asked['ask'], lenient = false): Asked => ({ holds: 'it is well', lenient, ask });
  const finds = (...found: readonly Finding[]): Asked => asked(() => Promise.resolve(found));
  const unreachable = asked(() => Promise.reject(new Unreachable('no answer')));

  it('report the problems of all checks at once, each once', async () => {
    await new Recording().start();
    const questions = [finds('one'), finds(), finds('two', 'three'), finds('one')];
    assert.equal(await refusal(preflight(questions)), 'one\ntwo\nthree');
  });

  it('count a cluster that cannot be reached as one problem of an update', async () => {
    await new Recording().start();
    const questions = [unreachable, finds('one'), unreachable];
    assert.equal(await refusal(preflight(questions)), 'one\nno answer');
  });

  it('are skipped in a preview that cannot reach the cluster, but not the others', async () => {
    await new Recording().start(true);
    await preflight([unreachable, unreachable]);
    assert.equal(await refusal(preflight([unreachable, finds('one')])), 'one');
  });

  it('do not refuse for a doubt or a fact', async () => {
    await new Recording().start();
    await preflight([finds({ doubt: 'perhaps' }, { fact: 'v1' })]);
  });

  it('may stay without an answer by a user who may not read, when no harm comes of it', async () => {
    await new Recording().start();
    const forbidden = (): Promise<never> => Promise.reject(new Forbidden('may not list'));
    await preflight([asked(forbidden, true)]);
    assert.equal(await refusal(preflight([asked(forbidden)])), 'may not list');
    const gone = (): Promise<never> => Promise.reject(new Unreachable('no answer'));
    assert.equal(await refusal(preflight([asked(gone, true)])), 'no answer');
  });

  it('do not hide an error of their own', async () => {
    await new Recording().start(true);
    await assert.rejects(preflight([asked(() => Promise.reject(new TypeError('a mistake')))]), TypeError);
  });
});

describe('the checks of a system', () => {
  let cluster: FakeCluster;
  before(async () => {
    cluster = await FakeCluster.start();
  });
  after(() => cluster.stop());
  afterEach(() => pulumi.runtime.setAllConfig({}));

  const grows: Question<{ readonly size: number }>['check'] = async ({ size }, { last, cluster: target }) => {
    const found = await target.get('/apis/clocks/v1');
    const deployed = last.resources.map(
      ({ type, name, outputs }) => `${type} ${name} ${String(outputs.hands)}`,
    );
    return [`size ${size} after ${String(last.outputs.size)}`, found?.metadata.name ?? 'none', ...deployed];
  };

  /** A system that exists only in this test, and is never deployed. */
  const clock = {
    name: 'clock',
    settings: { size: wholeNumber({ does: 'Its size.', ...wholeNumbers(1, 9), default: 3 }) },
    questions: [{ holds: 'the clock grows', check: grows }],
    deploy: () => assert.fail('it is deployed'),
  } as const satisfies System;

  it('see its settings, the state of the stack and the cluster, before anything is registered', async () => {
    cluster.objects.set('/apis/clocks/v1', { metadata: { name: 'big-ben', uid: '1' } });
    const recording = new Recording();
    recording.last = {
      'urn:pulumi:test::shared-keys::pulumi:pulumi:Stack::shared-keys-test': {
        type: 'pulumi:pulumi:Stack',
        outputs: { size: 2 },
      },
      'urn:pulumi:test::shared-keys::a:b:Tower$a:b:Clock::west': {
        type: 'a:b:Clock',
        outputs: { hands: 2 },
      },
    };
    await recording.start();
    pulumi.runtime.setAllConfig({ 'shared-keys:registry': 'localhost:5000' });
    assert.deepEqual((await refusal(deployStack([clock], cluster.environment))).split('\n'), [
      'size 3 after 2',
      'big-ben',
      'a:b:Clock west 2',
      'pulumi:pulumi:Stack shared-keys-test undefined',
    ]);
    assert.deepEqual(recording.resources, []);
  });

  it('are not run for a system that is not deployed', async () => {
    await new Recording().start();
    const other = { ...clock, name: 'other', questions: [], deploy: () => ({ urls: {}, objects: {} }) };
    pulumi.runtime.setAllConfig({
      'shared-keys:registry': 'localhost:5000',
      'shared-keys:systems': '["other"]',
    });
    assert.deepEqual(await deployStack([clock, other], cluster.environment), {
      urls: {},
      deployed: { program: 2 },
      other: {},
    });
  });
});
