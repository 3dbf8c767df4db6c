import { strict as assert } from 'node:assert';

import { mountsBelow } from '../../../local/cluster/teardown';

const line = (point: string): string =>
  `44 27 254:0 /source ${point} rw,relatime shared:1 - ext4 /dev/vda rw`;

describe('the mounts of the cluster', () => {
  const below = (
    points: readonly string[],
    folders = ['/run/shared-keys', '/var/lib/shared-keys'],
  ): string[] => mountsBelow(`${points.map(line).join('\n')}\n`, folders);

  it('are those below its folders, the innermost first, without a disk mounted on a folder itself', () => {
    assert.deepEqual(
      below([
        '/',
        '/run',
        '/var/lib/shared-keys/kubelet',
        '/run/shared-keys/netns/a',
        '/var/lib/shared-keys',
      ]),
      ['/run/shared-keys/netns/a', '/var/lib/shared-keys/kubelet'],
    );
  });

  it('do not include folders with the same prefix, nor mounts with such a folder as their source', () => {
    assert.deepEqual(
      below(['/run/shared-keys-of-another', '/run/shared-keys.lock', '/srv/run/shared-keys']),
      [],
    );
    const source = '44 27 254:0 /run/shared-keys /mnt rw - ext4 /run/shared-keys rw';
    assert.deepEqual(mountsBelow(source, ['/run/shared-keys']), []);
  });

  it('have the octal escapes of the kernel decoded, as umount needs them', () => {
    assert.deepEqual(below(['/run/shared-keys/a\\040b\\011c\\012d\\134e']), [
      '/run/shared-keys/a b\tc\nd\\e',
    ]);
  });

  it('are listed twice when one is mounted over another', () => {
    const twice = ['/run/shared-keys/a', '/run/shared-keys/a'];
    assert.deepEqual(below(twice), twice);
  });

  it('are empty for an empty table', () => {
    assert.deepEqual(mountsBelow('', ['/run/shared-keys']), []);
  });
});
