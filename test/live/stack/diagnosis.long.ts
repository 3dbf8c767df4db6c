import assert from 'node:assert/strict';

import { Plan } from '../../../preview/plan';
import { DeploymentFailure } from '../../../preview/deployment-failure';
import { beside } from '../../support/live/beside';
import { throwaway, unsharedThrowaway } from '../../support/live/throwaway';
import { brokenPods, whileBroken } from './broken-deployments';
import { diagnosed } from './diagnosis';

// It takes minutes, so that `npm test` tries some of these only: run it by `npm run test:long`.
describe('Ten broken deployments, of which each diagnosis tells the cause in its first three lines:', function () {
  this.timeout(180_000);

  for (const { what, pod, cause } of brokenPods) {
    it(what, async () => {
      const stack = await throwaway('hotels', beside);
      await whileBroken(stack, pod, async () => {
        await diagnosed(stack, cause);
      });
    });
  }

  it('an empty keys file', async () => {
    const stack = await throwaway('cryptoserver', beside);
    const { installation } = stack;
    const [creator, witness] = installation.pods as [string, string];
    const keys = await installation.keys();
    await installation.atVolume(witness, ': >keys.txt');
    try {
      await installation.kubectl(['delete', 'pod', creator, '--grace-period=0', '--force']);
      await diagnosed(stack, /container keys ended with status 1: .*keys\.txt is empty; restore it/);
    } finally {
      await installation.atVolume(witness, `printf %s '${keys}' >keys.txt`);
      await installation.allServing();
    }
  });

  it('a port that another stack has', async () => {
    const stack = await unsharedThrowaway('hotels', beside);
    const taken = Number(new URL(beside.stack.outputs.urls.hotels!).port);
    stack.change({ nodePort: taken });
    const plan = await Plan.of(stack.namespace, stack.pulumiOptions);
    const quiet = { isTTY: false, write: () => undefined };
    const failed: unknown = await plan.apply(quiet).catch((error: unknown) => error);
    assert.ok(failed instanceof DeploymentFailure, String(failed));
    const { message: problem, reasons } = failed;
    await diagnosed(stack, new RegExp(`${taken}.*provided port is already allocated`), { problem, reasons });
  });
});
