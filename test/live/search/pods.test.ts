import assert from 'node:assert/strict';

import { live, onlyWith } from '../../support/live/live';
import { Search } from './search';

/** What a process in the container can do, as a JSON object. */
const looks = `
import json, os
status = dict(line.split(':', 1) for line in open('/proc/self/status') if ':' in line)
def attempt(action):
    try:
        return str(action())
    except OSError as error:
        return error.strerror
print(json.dumps({
    'user': os.getuid(),
    **{key: status[key].strip() for key in ('CapEff', 'CapBnd', 'NoNewPrivs', 'Seccomp')},
    'write': [attempt(lambda: open(path, 'w')) for path in ('/probe', '/app/probe', '/tmp/probe')],
    'token': attempt(lambda: os.listdir('/var/run/secrets/kubernetes.io')),
    'shells': [path for path in ('/bin/sh', '/bin/bash', '/usr/bin/apt', '/usr/bin/pip') if os.path.exists(path)],
}))`;

describe('A pod of the API search', function () {
  this.timeout(60_000);
  onlyWith('search');

  it('can neither be root, nor gain rights, nor write anywhere, nor find a token or a shell', async () => {
    const { workload } = await Search.of(live.cluster, live.stack.outputs);
    for (const { metadata } of await workload.readPods()) {
      const found = JSON.parse(
        await workload.exec(metadata.name, 'search', ['python', '-c', looks]),
      ) as object;
      assert.deepEqual(found, {
        user: 10001,
        CapEff: '0000000000000000',
        CapBnd: '0000000000000000',
        NoNewPrivs: '1',
        Seccomp: '2',
        write: Array(3).fill('Read-only file system'),
        token: 'No such file or directory',
        shells: [],
      });
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
