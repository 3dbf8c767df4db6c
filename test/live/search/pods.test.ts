import assert from 'node:assert/strict';

import { live, onlyWith } from '../../support/live/live';
import { Search } from './search';

/** The programs of an ordinary image that a server does not need and an intruder would use. */
const unwanted = ['/bin/sh', '/bin/bash', '/usr/bin/apt', '/usr/bin/dpkg', '/usr/bin/pip'];
const look = `
import os, sys
print([path for path in sys.argv[1:] if os.path.exists(path)], os.path.exists(sys.executable))`;

describe('A pod of the API search', function () {
  this.timeout(60_000);
  onlyWith('search');

  it('has no shell and no package manager', async () => {
    const { workload } = await Search.of(live.cluster, live.stack.outputs);
    for (const { metadata } of await workload.readPods()) {
      const found = await workload.exec(metadata.name, 'search', ['python', '-c', look, ...unwanted]);
      assert.equal(found, '[] True', metadata.name);
    }
  });

  it('logs nothing but JSON lines', async () => {
    const { workload } = await Search.of(live.cluster, live.stack.outputs);
    for (const pod of await workload.podNames()) {
      const lines = (await workload.logs(pod, 'search')).trimEnd().split('\n');
      const messages = lines.map((line) => (JSON.parse(line) as { message: string }).message);
      assert.ok(messages.includes('listening'), pod);
    }
  });
});
