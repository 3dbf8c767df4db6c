import { strict as assert } from 'node:assert';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { diagnose } from '../../../diagnose/diagnose';
import { writeDiagnosis } from '../../../diagnose/folder';
import { SECRET } from '../../../preview/engine-events';
import { Mask } from '../../../preview/secrets';
import { secretSignature, signature } from '../../../local/host/pulumi-values';
import { scratchFolder } from '../../support/unit/local';
import { crashed, pod } from './make-objects';

describe('A diagnosis', () => {
  const folder = scratchFolder();
  const secret = 'correct horse battery';

  /** Puts programs in the place of pulumi and kubectl, which print what a broken stack does. */
  const programs = (): NodeJS.ProcessEnv => {
    const bin = join(folder(), 'bin');
    mkdirSync(bin);
    const write = (name: string, content: string): string => {
      writeFileSync(join(folder(), name), content);
      return join(folder(), name);
    };
    const state = write(
      'state.json',
      JSON.stringify({
        deployment: {
          resources: [
            {
              urn: 'urn:pulumi:x::shared-keys::kubernetes:core/v1:Namespace::hotels',
              type: 'kubernetes:core/v1:Namespace',
              outputs: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'hotels' } },
            },
            {
              urn: 'urn:pulumi:x::shared-keys::random:index/randomPassword:RandomPassword::p',
              type: 'random:index/randomPassword:RandomPassword',
              outputs: { [signature]: secretSignature, plaintext: JSON.stringify(secret) },
            },
          ],
        },
      }),
    );
    const broken = pod('hotels-1', { containerStatuses: [crashed('backend', 1, `denied for ${secret}`)] });
    const objects = write('objects.json', JSON.stringify({ items: [broken] }));
    const kubectl = `case "$*" in
*' get nodes'*) echo '{"items":[]}' ;;
*' get '*) cat ${objects} ;;
*' describe nodes'*) echo 'no right to nodes' >&2; exit 1 ;;
*' describe '*) echo 'Name: hotels-1' ;;
*' logs '*--previous*) echo 'before: ${secret}' ;;
*' logs '*) echo 'now: ${Buffer.from(secret).toString('base64')}' ;;
*) echo 'Server Version: v1' ;;
esac`;
    const pulumi = `case "$*" in 'stack export'*) cat ${state} ;; version) echo v3 ;; *) echo '{}' ;; esac`;
    for (const [name, script] of Object.entries({ kubectl, pulumi })) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    return { PATH: `${bin}:${process.env.PATH ?? ''}` };
  };
  const below = (path: string): string[] =>
    readdirSync(path, { recursive: true })
      .map(String)
      .filter((file) => statSync(join(path, file)).isFile())
      .sort();

  it('has logs, events, descriptions, versions and settings, and no secret in any form', async () => {
    const made = await diagnose('x', { problem: `not ready: ${secret}` }, { cwd: folder(), env: programs() });
    assert.deepEqual(below(made.folder), [
      'describe/hotels.txt',
      'events.txt',
      'nodes.txt',
      'objects.json',
      'pods/hotels/hotels-1/backend.log',
      'pods/hotels/hotels-1/backend.previous.log',
      'settings.json',
      'summary.txt',
      'versions.txt',
    ]);
    assert.deepEqual(made.causes, [
      `hotels/hotels-1: container backend ended with status 1: denied for ${SECRET}`,
    ]);
    for (const file of below(made.folder)) {
      const text = readFileSync(join(made.folder, file), 'utf8');
      assert.ok(!text.includes(secret) && !text.includes(Buffer.from(secret).toString('base64')), file);
    }
    const read = (path: string): string => readFileSync(join(made.folder, path), 'utf8');
    assert.equal(read('pods/hotels/hotels-1/backend.previous.log'), `before: ${SECRET}\n`);
    assert.match(read('nodes.txt'), /could not be read: .*no right to nodes/);
    assert.match(
      read('summary.txt'),
      /^x, .*\nThe command failed: not ready: \[secret\]\n\nhotels\/hotels-1: /,
    );
  });

  it('of a stack that is not there tells what it can', async () => {
    const env = programs();
    writeFileSync(join(folder(), 'bin', 'pulumi'), "#!/bin/sh\necho 'error: no stack named x' >&2\nexit 1\n");
    const { causes, folder: made } = await diagnose(
      'x',
      { reasons: ['no stack named x'] },
      { cwd: folder(), env },
    );
    assert.deepEqual(causes, ['no stack named x']);
    assert.match(readFileSync(join(made, 'settings.json'), 'utf8'), /could not be read: .*no stack named x/);
  });

  it('is a folder of its own, though two are written in one second, and only the user may read it', () => {
    const files = new Map([['a/b.txt', 'text']]);
    const made = [1, 2].map(() => writeDiagnosis(join(folder(), 'd'), 'x', files, new Mask([])));
    assert.deepEqual(made, [join(folder(), 'd', 'x'), join(folder(), 'd', 'x-2')]);
    for (const path of [...made, join(made[0]!, 'a', 'b.txt')])
      assert.equal(statSync(path).mode & 0o077, 0, path);
  });
});
