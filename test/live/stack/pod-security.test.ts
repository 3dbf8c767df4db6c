import assert from 'node:assert/strict';

import { systemNames } from '../../../components/systems';
import { assertRestricted } from '../../support/restricted';
import { assertHardened } from '../../support/live/hardening';
import { live, onlyWith } from '../../support/live/live';
import { Workload } from '../../support/live/workload';

// The containers of init containers have ended by now: for them the specification is checked, and the API server enforces
// it. Those of the creators hold one program alone: test/live/tokens/hardening.test.ts looks at them.

for (const system of systemNames) {
  describe(`The namespace of ${system} and its pods`, function () {
    this.timeout(60_000);
    let namespace: string;
    let workloads: readonly Workload[];
    onlyWith(system);
    before(async () => {
      ({ namespace } = live.stack.outputs[system]!);
      workloads = await Workload.allIn(live.cluster, namespace);
      assert.ok(workloads.length > 0);
    });

    it('are held to the restricted Pod Security level: a privileged pod is refused', async () => {
      const { cluster } = live;
      const { metadata } = await cluster.read<{ metadata: { labels: Record<string, string> } }>(
        `/api/v1/namespaces/${namespace}`,
      );
      assert.equal(metadata.labels['pod-security.kubernetes.io/enforce'], 'restricted');

      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'privileged' },
        spec: { containers: [{ name: 'main', image: 'none', securityContext: { privileged: true } }] },
      };
      const { status, stderr } = await cluster.tryKubectl(
        ['create', '--dry-run=server', `--namespace=${namespace}`, '--filename=-'],
        JSON.stringify(pod),
      );
      assert.equal(status, 1, stderr);
      assert.match(stderr, /violates PodSecurity "restricted:latest".*privileged/s);
    });

    it('are specified as hardened, with every container', async () => {
      for (const workload of workloads) {
        const pods = await workload.readPods();
        assert.equal(pods.length, workload.replicas, workload.workload);
        for (const { spec } of pods) assertRestricted(spec);
      }
    });

    it('run without root, rights, a token or anything to write to but their volumes', async () => {
      for (const workload of workloads) {
        for (const pod of await workload.readPods()) {
          const unseen = await assertHardened(workload, pod);
          assert.deepEqual(unseen, workload.workload === 'deployment/creator' ? ['creator'] : []);
        }
      }
    });
  });
}
