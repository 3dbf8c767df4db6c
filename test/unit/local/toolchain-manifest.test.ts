import { strict as assert } from 'node:assert';
import {
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { damage, writeManifest } from '../../../local/toolchain/manifest';
import { scratchFolder } from '../../support/unit/local';

describe('a built tool in the cache', () => {
  const folder = scratchFolder();
  const binary = (): string => join(folder(), 'bin', 'kubernetes');
  const link = (): string => join(folder(), 'bin', 'kubectl');
  const manifest = (): string => join(folder(), 'manifest.json');

  beforeEach(() => {
    mkdirSync(join(folder(), 'bin'));
    writeFileSync(binary(), 'a program');
    symlinkSync('kubernetes', link());
    writeManifest(folder());
  });

  it('is whole as it was built', () => {
    assert.equal(damage(folder()), undefined);
  });

  it('is whole when it was copied or touched, for its contents are the same', () => {
    copyFileSync(binary(), `${binary()}.copy`);
    renameSync(`${binary()}.copy`, binary());
    utimesSync(binary(), 1, 1);
    assert.equal(damage(folder()), undefined);
  });

  it('is missing when it was never built, or is only half there', () => {
    assert.equal(damage(join(folder(), 'none')), 'missing');
    rmSync(manifest());
    assert.equal(damage(folder()), 'missing');
  });

  const damages: readonly [string, () => void, string][] = [
    ['a binary cut short', () => truncateSync(binary(), 3), 'bin/kubernetes has changed'],
    ['a binary altered', () => writeFileSync(binary(), 'A program'), 'bin/kubernetes has changed'],
    [
      'a binary gone',
      () => {
        rmSync(binary());
        rmSync(link());
      },
      'is gone',
    ],
    [
      'a folder for a binary',
      () => {
        rmSync(binary());
        mkdirSync(binary());
      },
      'bin/kubernetes has changed',
    ],
    ['a link gone', () => rmSync(link()), 'bin/kubectl is gone'],
    [
      'a link to something else',
      () => {
        rmSync(link());
        symlinkSync('another', link());
      },
      'bin/kubectl has changed',
    ],
    ['everything gone', () => rmSync(join(folder(), 'bin'), { recursive: true }), 'is gone'],
    ['its manifest cut short', () => truncateSync(manifest(), 20), 'manifest.json cannot be read'],
    ['its manifest emptied', () => truncateSync(manifest(), 0), 'manifest.json cannot be read'],
    ['no entry in its manifest', () => writeFileSync(manifest(), '{}'), 'manifest.json cannot be read'],
    ['nothing in its manifest', () => writeFileSync(manifest(), 'null'), 'manifest.json cannot be read'],
    ['an entry of nothing', () => writeFileSync(manifest(), '{"a":null}'), 'manifest.json cannot be read'],
  ];
  for (const [what, inflict, told] of damages) {
    it(`with ${what} is damaged, and that is told`, () => {
      inflict();
      assert.ok(damage(folder())?.endsWith(told), damage(folder()));
    });
  }

  it('whose link leads nowhere is damaged', () => {
    rmSync(manifest());
    symlinkSync('never', join(folder(), 'bin', 'broken'));
    writeManifest(folder());
    assert.equal(damage(folder()), 'bin/broken leads nowhere');
  });

  it('may be of other folders than that of its binaries', () => {
    mkdirSync(join(folder(), 'usr', 'lib'), { recursive: true });
    writeFileSync(join(folder(), 'usr', 'lib', 'bridge'), 'a plugin');
    writeManifest(folder(), ['usr/lib']);
    rmSync(binary());
    assert.equal(damage(folder()), undefined);
    writeFileSync(join(folder(), 'usr', 'lib', 'bridge'), 'A plugin');
    assert.equal(damage(folder()), 'usr/lib/bridge has changed');
  });
});
