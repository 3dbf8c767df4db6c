import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import type { Builds } from '../../../components/images/built-image';
import { Images } from '../../../components/images/images';
import { Recording, registryDigest, revealed, valueOf } from '../../support/unit/recording';

const fileserver = 'quay.io/k8sexercices/fileserver:v1.0';

describe('a published image', () => {
  async function pin(references: readonly string[], builds: Partial<Builds> = {}) {
    const recording = await new Recording().start();
    const images = new Images({ registry: 'ghcr.io/me', ...builds });
    const refs = await Promise.all(references.map((reference) => valueOf(images.pin(reference))));
    return { refs, recording, providers: recording.all('pulumi:providers:docker') };
  }

  it('is used by the digest that its tag has now', async () => {
    const { refs } = await pin([fileserver]);
    assert.deepEqual(refs, [`${fileserver}@${registryDigest}`]);
  });

  it('that the registry does not have makes the program fail, with its name', async () => {
    await assert.rejects(pin(['quay.io/k8sexercices/filserver:v1.0']), {
      message: 'no registry has the image quay.io/k8sexercices/filserver:v1.0',
    });
  });

  it('that already has a digest is not looked up, and needs no provider', async () => {
    const reference = `quay.io/k8sexercices/fileserver@sha256:${'f'.repeat(64)}`;
    const { refs, recording } = await pin([reference]);
    assert.deepEqual(refs, [reference]);
    assert.deepEqual([recording.calls, recording.resources], [[], []]);
  });

  it('is looked up by one provider for all images, which needs no Docker daemon', async () => {
    const { recording, providers } = await pin([
      fileserver,
      'docker.io/jonhyble/romo_valadez_kubernetes:1.0',
    ]);
    assert.deepEqual(
      providers.map(({ inputs }) => inputs),
      [{ disableDockerDaemonCheck: 'true', host: 'ssh://none.invalid' }],
    );
    assert.equal(recording.calls.length, 2);
    for (const { token, provider } of recording.calls) {
      assert.equal(token, 'docker:index/getRegistryImage:getRegistryImage');
      assert.match(provider, /::pulumi:providers:docker::registries::/);
    }
  });

  it("is looked up with the stack's login only at the registry of that login", async () => {
    const login = { username: 'me', password: pulumi.secret('hidden') };
    const { providers } = await pin([fileserver], { login });
    assert.deepEqual(JSON.parse(revealed(providers[0]!.inputs.registryAuth) as string), [
      { address: 'ghcr.io', username: 'me', password: 'hidden' },
    ]);
  });
});
