import assert from 'node:assert/strict';

import { SystemNamespace } from '../../../components/kubernetes/namespace';
import { Recording, valueOf } from '../../support/unit/recording';

async function make(retain?: boolean) {
  const recording = await new Recording().start();
  const args = { namespace: 'logaiter', ...(retain === undefined ? {} : { retain }) };
  const component = new SystemNamespace('cryptoserver', args, recording.watch);
  const output = await valueOf(component.namespace);
  const namespace = recording.one('kubernetes:core/v1:Namespace');
  return { namespace, output, opts: recording.optionsOf(namespace), component };
}

describe('a system namespace', () => {
  it('enforces, audits and warns about the Pod Security Standard restricted', async () => {
    const { labels } = (await make()).namespace.inputs.metadata;
    for (const mode of ['enforce', 'audit', 'warn']) {
      assert.equal(labels[`pod-security.kubernetes.io/${mode}`], 'restricted');
      assert.equal(labels[`pod-security.kubernetes.io/${mode}-version`], 'latest');
    }
  });

  it('has the given name, and exports it', async () => {
    const { namespace, output } = await make();
    assert.equal(namespace.inputs.metadata.name, 'logaiter');
    assert.equal(output, 'logaiter');
  });

  it('is deleted with the stack unless it is retained', async () => {
    assert.equal((await make()).opts.retainOnDelete, false);
    assert.equal((await make(true)).opts.retainOnDelete, true);
  });

  it('is the child of its component', async () => {
    const { opts, component } = await make();
    assert.equal(opts.parent, component);
  });
});
