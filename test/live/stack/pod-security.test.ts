import assert from 'node:assert/strict';

import { systemNames } from '../../../components/systems';
import { assertRestricted } from '../../support/restricted';
import type { Pod } from '../../support/kubernetes';
import { live, onlyWith } from '../../support/live/live';

for (const system of systemNames) {
  describe(`The namespace of ${system} and its pods`, function () {
    this.timeout(60_000);
    let namespace: string;
    onlyWith(system);
    before(() => {
      ({ namespace } = live.stack.outputs[system]!);
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

    it('run hardened, as specified', async () => {
      const selector = 'labelSelector=app.kubernetes.io%2Fpart-of%3Dshared-keys';
      const path = `/api/v1/namespaces/${namespace}/pods?${selector}`;
      const { items } = await live.cluster.read<{ items: readonly Pod[] }>(path);
      assert.ok(items.length > 0);
      for (const { spec } of items) assertRestricted(spec);
    });
  });
}

describe('The pods of the cryptoserver', function () {
  this.timeout(60_000);
  onlyWith('cryptoserver');

  it('can neither be root, nor gain rights, nor write beside their volumes, nor find a token', async () => {
    const { installation } = live;
    // Commands that have to fail are let fail: what they say is what is looked at.
    const looks = `
      id -u
      grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status | tr -d '\\t'
      touch /probe 2>&1 || true
      ls /var/run/secrets/kubernetes.io 2>&1 || true`;
    for (const pod of installation.pods) {
      const [user, capEff, capBnd, noNewPrivs, seccomp, written, token] = (
        await installation.inPod(pod, looks)
      ).split('\n');
      assert.notEqual(user, '0', pod);
      assert.match(capEff!, /^CapEff:0+$/, pod);
      assert.match(capBnd!, /^CapBnd:0+$/, pod);
      assert.equal(noNewPrivs, 'NoNewPrivs:1', pod);
      assert.notEqual(seccomp, 'Seccomp:0', pod);
      assert.match(written!, /Read-only file system/, pod);
      assert.match(token!, /No such file or directory/, pod);
    }
  });
});
