import assert from 'node:assert/strict';
import { createWriteStream, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { manifests, manifestsArguments } from '../../../cli/manifests';
import { Interrupted } from '../../../local/host/failure';
import { Steps } from '../../../local/host/steps';
import { fakeCommand, pathsIn, pidIn, scratchFolder } from '../../support/unit/local';
import { exported, tokens } from '../manifests/make-state';

describe('npm run manifests', () => {
  const scratch = scratchFolder();
  const { PATH } = process.env;
  afterEach(() => {
    process.env.PATH = PATH;
  });
  /** Runs the command with a script as `pulumi`. */
  const run = (pulumi: string, signal = new AbortController().signal): Promise<number> => {
    const paths = pathsIn(scratch());
    mkdirSync(paths.project, { recursive: true });
    process.env.PATH = fakeCommand(scratch(), 'pulumi', pulumi);
    const quiet = new Steps(createWriteStream('/dev/null') as unknown as NodeJS.WriteStream);
    const context = { paths, steps: quiet, options: { signal } };
    return manifests(context, [join(scratch(), 'out'), '--stack', 'prod']);
  };

  it('takes a folder and a stack; by default the stack dev and a folder of the project', () => {
    assert.deepEqual(manifestsArguments([], '/project', '/here'), {
      stack: 'dev',
      folder: '/project/manifests-dev',
    });
    assert.deepEqual(manifestsArguments(['out', '--stack', 'me/keys/prod'], '/project', '/here'), {
      stack: 'me/keys/prod',
      folder: '/here/out',
    });
    assert.equal(
      manifestsArguments(['--stack', 'me/keys/prod'], '/project', '/here').folder,
      '/project/manifests-prod',
    );
  });

  for (const args of [['a', 'b'], ['--stack', ''], [''], ['--yes']])
    it(`refuses ${JSON.stringify(args)}`, () => {
      assert.throws(() => manifestsArguments(args, '/project', '/here'), {
        name: 'Failure',
        message: /Usage: npm run manifests -- \[DIR\] \[--stack STACK\]$/,
      });
    });

  it('writes the folder from the state', async () => {
    writeFileSync(join(scratch(), 'state'), JSON.stringify(exported(...tokens())));
    assert.equal(await run(`echo "$*" >${scratch()}/args; cat ${scratch()}/state`), 0);
    assert.ok(readdirSync(join(scratch(), 'out')).includes('kustomization.yaml'));
  });

  it('leaves nothing after Ctrl-C', async () => {
    const interrupt = new AbortController();
    const running = run(`echo $$ >${scratch()}/pid; exec sleep 60`, interrupt.signal);
    await pidIn(join(scratch(), 'pid'));
    const before = readdirSync(scratch()).sort();
    interrupt.abort(new Interrupted('SIGINT'));
    await assert.rejects(running, { name: 'Failure', message: /stopped by SIGINT/ });
    assert.deepEqual(readdirSync(scratch()).sort(), before);
    assert.ok(!before.includes('out'));
  });

  it('names the stacks that there are when there is none of that name', async () => {
    await assert.rejects(run('echo "error: no stack named \'prod\' found" >&2; exit 255'), {
      name: 'Failure',
      message: 'There is no stack prod: `pulumi stack ls` names those that there are.',
    });
  });

  it('refuses a folder of somebody else before it asks Pulumi', async () => {
    mkdirSync(join(scratch(), 'out'));
    writeFileSync(join(scratch(), 'out', 'mine'), '');
    await assert.rejects(run(`touch ${scratch()}/asked`), {
      name: 'Failure',
      message: /did not make \(mine\)/,
    });
    assert.ok(!readdirSync(scratch()).includes('asked'));
  });
});
