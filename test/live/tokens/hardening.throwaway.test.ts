import { assertLooked, lookFromBeside } from '../../support/live/hardening';
import { runBeside } from '../../support/live/ephemeral';
import { beside } from '../../support/live/beside';
import { throwaway } from '../../support/live/throwaway';
import { tokensOf } from './pods';

describe('The creators', function () {
  this.timeout(180_000);

  it('run without root, rights, a token or anything to write to, by the eyes of a container beside them', async () => {
    const { creator, verifier } = await tokensOf(beside.cluster, (await throwaway('tokens', beside)).outputs);
    const { image } = (await verifier.read()).spec.template.spec.containers[0]!;
    for (const { metadata, spec } of await creator.readPods()) {
      const [container] = spec.containers;
      const look = { name: 'look-at-process', image: image!, command: lookFromBeside };
      const found = await runBeside(creator, metadata.name, {
        ...look,
        targetContainerName: container!.name,
      });
      assertLooked(found, container!, metadata.name);
    }
  });
});
