import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Plan } from '../../../preview/plan';
import { fakeCommand, scratchFolder } from '../../support/unit/local';
import { logOf, secretValue, stepEvent, type Step } from './make-events';

const scaled = (replicas: number): Step => ({
  detailedDiff: { 'spec.replicas': { diffKind: 'update', inputDiff: true } },
  old: { inputs: { spec: { replicas: 4 } } },
  new: { inputs: { spec: { replicas } } },
});

describe('a plan', () => {
  const folder = scratchFolder();

  /** Previews and updates with a shell script as Pulumi CLI, whose events and output are given. */
  async function follow(planned: readonly Step[], done: readonly Step[], { printed = '', status = 0 } = {}) {
    const cwd = join(folder(), 'project');
    mkdirSync(cwd, { recursive: true });
    const write = (name: string, text: string): void => writeFileSync(join(folder(), name), text);
    write('preview', logOf(...planned.map(stepEvent)));
    write('up', logOf(...done.map(stepEvent)));
    write('printed', printed);
    // After unplanned steps it goes on until it is stopped, as a long update does.
    const script = `
      command="$1"
      [ "$command" = stack ] && { echo '{}'; exit; }
      while [ "$1" != --event-log ]; do shift; done
      cat "${folder()}/$command" > "$2"
      [ "$command" = preview ] && exit
      cat ${folder()}/printed
      [ ${status} = 99 ] && { exec sleep 60; }
      exit ${status}`;
    const env = { ...process.env, PATH: fakeCommand(folder(), 'pulumi', script) };
    const plan = await Plan.of('dev', { cwd, env });
    let shown = '';
    let error: string | undefined;
    try {
      await plan.apply({ isTTY: false, write: (text) => (shown += text) });
    } catch (thrown) {
      error = (thrown as Error).message;
    }
    return { shown, error };
  }

  it('is followed without repeated progress lines when the output is not a terminal', async () => {
    const lines = [
      ' +  docker-build:index:Image keys-image creating (0s) ',
      ' +  docker-build:index:Image keys-image creating (12s) #7 RUN npm ci',
      ' +  docker-build:index:Image keys-image created (14s) #9 DONE 0.0s',
      ' +  kubernetes:apps/v1:Deployment keys creating (3s) Waiting for app ReplicaSet to be available',
      '@ updating....',
    ];
    const printed = lines.map((line) => `${line}\n`);
    assert.deepEqual(await follow([scaled(5)], [scaled(5)], { printed: printed.join('') }), {
      shown: printed.slice(2).join(''),
      error: undefined,
    });
  });

  for (const [what, step, why] of [
    ['a resource', { ...scaled(5), name: 'other' }, 'update of other is not planned'],
    ['an operation', { ...scaled(5), op: 'replace' }, 'replace of search-replicas is not planned'],
    ['a value', scaled(6), 'spec.replicas of search-replicas is not as planned'],
  ] as const)
    it(`is given up at ${what} that it does not have`, async () => {
      const { error } = await follow([scaled(5)], [step], { status: 99 });
      assert.equal(
        error,
        `dev has changed since its preview (${why}), and the rest was not deployed: run the same command again.`,
      );
    });

  it('allows any value where the preview knew none, and the same secret', async () => {
    const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
    const image = (value: unknown): Step => ({
      detailedDiff: { 'spec.image': { diffKind: 'update', inputDiff: true } },
      new: { inputs: { spec: { image: value } } },
    });
    for (const [planned, done] of [
      [unknown, 'a@sha256:1'],
      [secretValue, secretValue],
    ])
      assert.equal((await follow([image(planned)], [image(done)])).error, undefined);
  });

  it('allows the name that is picked for a new object, and no other', async () => {
    const made: Step = { op: 'create', name: 'tokens-key-2', type: 'kubernetes:core/v1:Secret' };
    const reference = (name: string): Step => ({
      detailedDiff: { 'spec.secret': { diffKind: 'update', inputDiff: true } },
      new: { inputs: { spec: { secret: name } } },
    });
    const planned = [made, reference('tokens-key-2-0123abcd')];
    assert.equal((await follow(planned, [made, reference('tokens-key-2-ffffffff')])).error, undefined);
    const { error } = await follow(planned, [made, reference('tokens-key-1-0123abcd')], { status: 99 });
    assert.match(error ?? '', /spec\.secret of search-replicas is not as planned/);
  });

  it('whose update fails says what to do', async () => {
    const { error } = await follow([scaled(5)], [scaled(5)], { status: 1 });
    assert.equal(error, 'pulumi up failed, see above: fix the cause, then run the same command again.');
  });
});
