import assert from 'node:assert/strict';

import { pinned, publishedImages } from '../../components/published';
import { Recording, registryDigest, valueOf } from './recording';

describe('a published image', () => {
  for (const reference of Object.values(publishedImages)) {
    it(`runs by the digest that its tag has now: ${reference}`, async () => {
      await new Recording().start();
      assert.equal(await valueOf(pinned(reference)), `${reference}@${registryDigest}`);
    });
  }

  it('with a digest of its own is not looked up', async () => {
    await new Recording().start();
    const reference = `quay.io/k8sexercices/fileserver@sha256:${'f'.repeat(64)}`;
    assert.equal(await valueOf(pinned(reference)), reference);
  });
});
