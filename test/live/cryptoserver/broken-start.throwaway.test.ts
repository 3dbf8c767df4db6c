import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beside } from '../../support/live/beside';
import { eventually } from '../../support/live/conditions';
import { projectFolder } from '../../support/live/pulumi';
import { unsharedThrowaway } from '../../support/live/throwaway';
import { assertMadeWell } from './creation';

describe('A first deployment whose creator cannot start', function () {
  this.timeout(300_000);

  it('is mended by the next `pulumi up`, though replica 0 never was ready', async () => {
    const stack = await unsharedThrowaway('cryptoserver', beside);
    let program = '';
    stack.changeImage('fileserver', (folder) => {
      program = join(folder, 'src', 'main.ts');
      writeFileSync(program, 'process.exitCode = 3;\n');
    });
    const pod = `--namespace=${stack.namespace}`;
    await stack.killed(() =>
      eventually('replica 0 has failed twice', async () => {
        const restarts = '--output=jsonpath={.status.initContainerStatuses[0].restartCount}';
        const args = ['get', 'pod', 'cryptoserver-0', pod, '--ignore-not-found', restarts];
        assert.ok(Number(await beside.cluster.kubectl(args)) >= 1);
      }),
    );
    copyFileSync(join(projectFolder, 'images', 'fileserver', 'src', 'main.ts'), program);
    await stack.up();
    // The pods roll from the last one on: it made the keys, since nobody else could.
    await assertMadeWell(stack.installation);
    assert.match(await stack.installation.creationLog('cryptoserver-2'), /this one does[^]+published/);
  });
});
