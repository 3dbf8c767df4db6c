import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { replaceFolder } from '../../../manifests/folder';
import { render } from '../../../manifests/render';
import { scratchFolder } from '../../support/unit/local';
import { deployed, namespace, object, tokens } from './make-state';

describe('The folder of the manifests', () => {
  const scratch = scratchFolder();
  const folder = (): string => join(scratch(), 'out');
  const files = () => render(deployed(...tokens()));
  /** All files in the scratch folder, with their content. */
  const everything = () =>
    readdirSync(scratch(), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path, readFileSync(path, 'utf8')]);

  it('has the same bytes after a second run, and nothing beside it', () => {
    replaceFolder(folder(), files());
    const first = everything();
    assert.equal(first.length, files().size);
    replaceFolder(folder(), files());
    assert.deepEqual(everything(), first);
    assert.deepEqual(readdirSync(scratch()), ['out']);
  });

  it('is replaced completely: what is no longer made is gone', () => {
    replaceFolder(folder(), files());
    replaceFolder(folder(), render(deployed(object(namespace))));
    assert.deepEqual(readdirSync(join(folder(), 'tokens')), ['kustomization.yaml', 'namespace-tokens.yaml']);
    assert.ok(!readdirSync(folder()).includes('make-secrets.sh'));
  });

  it('may be an empty one', () => {
    mkdirSync(folder());
    replaceFolder(folder(), files());
    assert.ok(readdirSync(folder()).includes('kustomization.yaml'));
  });

  for (const [what, path] of [
    ['a folder of somebody else', undefined],
    ['a file that was added', 'tokens/mine.yaml'],
    ['a file that was added in a folder of its own', 'mine/mine.yaml'],
  ] as const)
    it(`is refused and left alone with ${what}`, () => {
      const file = path ?? 'stack.json';
      if (path === undefined) mkdirSync(folder());
      else replaceFolder(folder(), files());
      if (path?.startsWith('mine')) mkdirSync(join(folder(), 'mine'));
      writeFileSync(join(folder(), path ?? 'notes'), 'mine');
      if (path === undefined) writeFileSync(join(folder(), file), '{}');
      const before = everything();
      assert.throws(() => replaceFolder(folder(), files()), {
        name: 'Failure',
        message: new RegExp(
          `out has what .npm run manifests. did not make \\(${path ?? 'notes'}\\): name another`,
        ),
      });
      assert.deepEqual(everything(), before);
    });

  it('is refused when it is a file', () => {
    writeFileSync(folder(), '');
    assert.throws(() => replaceFolder(folder(), files()), { name: 'Failure', message: /is not a folder/ });
  });

  it('stays as it was when writing fails half-way, and nothing is beside it', () => {
    const broken = new Map([...files(), ['README.md/below-a-file', '']]);
    assert.throws(() => replaceFolder(folder(), broken));
    assert.deepEqual(readdirSync(scratch()), []);
    replaceFolder(folder(), files());
    const before = everything();
    assert.throws(() => replaceFolder(folder(), broken));
    assert.deepEqual(everything(), before);
    rmSync(folder(), { recursive: true });
  });
});
