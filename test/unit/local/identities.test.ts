import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ensureIdentities, identityOf } from '../../../local/cluster/identities';
import type { Layout } from '../../../local/cluster/layout';
import { fakeCommand, layoutIn, scratchFolder } from '../../support/unit/local';

describe('the identities of the cluster', () => {
  const folder = scratchFolder();
  const layout = (): Layout => {
    const found = layoutIn(folder());
    return { ...found, bins: { ...found.bins, kubernetes: join(folder(), 'bin') } };
  };
  const calls = (): string[] => readFileSync(join(folder(), 'calls'), 'utf8').trim().split('\n');
  beforeEach(() => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), 'calls'), '');
    fakeCommand(folder(), 'kubeadm', `echo "$*" >>${folder()}/calls; echo "kubeconfig $*"`);
  });

  it('are made once: a kubeconfig for each part, which nobody else can read', async () => {
    await ensureIdentities(layout(), {});
    const made = readdirSync(layout().identities);
    assert.ok(made.includes('kube-router') && made.includes('kubelet'));
    for (const name of made) assert.equal(statSync(join(layout().identities, name)).mode & 0o777, 0o600);
    assert.match(readFileSync(identityOf(layout(), 'kube-router'), 'utf8'), /shared-keys:firewall/);
    assert.ok(existsSync(layout().kubeconfig));
    const before = calls().length;
    await ensureIdentities(layout(), {});
    assert.equal(calls().length, before);
  });

  it('of a cluster of an earlier version get what is missing, and keep the rest', async () => {
    await ensureIdentities(layout(), {});
    const before = calls().length;
    rmSync(identityOf(layout(), 'kube-router'));
    writeFileSync(identityOf(layout(), 'kubelet'), 'as it was');
    await ensureIdentities(layout(), {});
    assert.deepEqual(
      calls()
        .slice(before)
        .map((call) => /--client-name (\S+)/.exec(call)?.[1]),
      ['shared-keys:firewall'],
    );
    assert.equal(readFileSync(identityOf(layout(), 'kubelet'), 'utf8'), 'as it was');
  });

  it('are all made again when their authorities are not complete', async () => {
    await ensureIdentities(layout(), {});
    writeFileSync(identityOf(layout(), 'kubelet'), 'of the authority before');
    rmSync(join(layout().pki, 'complete'));
    await ensureIdentities(layout(), {});
    assert.match(readFileSync(identityOf(layout(), 'kubelet'), 'utf8'), /^kubeconfig /);
  });
});
