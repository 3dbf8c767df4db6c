import assert from 'node:assert/strict';

import { pinned } from '../../../components/images/published';
import { Recording, registryDigest, valueOf } from '../../support/unit/recording';

describe('a published image', () => {
  it('runs by the digest that its tag has now', async () => {
    await new Recording().start();
    const reference = 'quay.io/k8sexercices/fileserver:v1.0';
    assert.equal(await valueOf(pinned(reference)), `${reference}@${registryDigest}`);
  });

  it('that the registry does not have fails the program, with its name', async () => {
    await new Recording().start();
    await assert.rejects(valueOf(pinned('quay.io/k8sexercices/filserver:v1.0')), {
      message: 'no registry has the image quay.io/k8sexercices/filserver:v1.0',
    });
  });

  it('with a digest of its own is not looked up', async () => {
    await new Recording().start();
    const reference = `quay.io/k8sexercices/fileserver@sha256:${'f'.repeat(64)}`;
    assert.equal(await valueOf(pinned(reference)), reference);
  });
});
