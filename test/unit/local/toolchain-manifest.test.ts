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

  it('is intact after the build', () => {
    assert.equal(damage(folder()), undefined);
  });

  it('is intact when it was copied or touched, since its content is the same', () => {
    copyFileSync(binary(), `${binary()}.copy`);
    renameSync(`${binary()}.copy`, binary());
    utimesSync(binary(), 1, 1);
    assert.equal(damage(folder()), undefined);
  });

  it('is missing when it was never built, or not completely', () => {
    assert.equal(damage(join(folder(), 'none')), 'missing');
    rmSync(manifest());
    assert.equal(damage(folder()), 'missing');
  });

  const damages: readonly [string, () => void, string][] = [
    ['a truncated binary', () => truncateSync(binary(), 3), 'bin/kubernetes has changed'],
    ['a changed binary', () => writeFileSync(binary(), 'A program'), 'bin/kubernetes has changed'],
    [
      'a missing binary',
      () => {
        rmSync(binary());
        rmSync(link());
      },
      'is missing',
    ],
    [
      'a folder in place of a binary',
      () => {
        rmSync(binary());
        mkdirSync(binary());
      },
      'bin/kubernetes has changed',
    ],
    ['a missing link', () => rmSync(link()), 'bin/kubectl is missing'],
    [
      'a link to another file',
      () => {
        rmSync(link());
        symlinkSync('another', link());
      },
      'bin/kubectl has changed',
    ],
    ['no files', () => rmSync(join(folder(), 'bin'), { recursive: true }), 'is missing'],
    ['a truncated manifest', () => truncateSync(manifest(), 20), 'manifest.json cannot be read'],
    ['an empty manifest', () => truncateSync(manifest(), 0), 'manifest.json cannot be read'],
    ['no entry in the manifest', () => writeFileSync(manifest(), '{}'), 'manifest.json cannot be read'],
    ['null in the manifest', () => writeFileSync(manifest(), 'null'), 'manifest.json cannot be read'],
    [
      'a null entry in the manifest',
      () => writeFileSync(manifest(), '{"a":null}'),
      'manifest.json cannot be read',
    ],
  ];
  for (const [what, inflict, description] of damages) {
    it(`with ${what} is damaged, and the damage is described`, () => {
      inflict();
      assert.ok(damage(folder())?.endsWith(description), damage(folder()));
    });
  }

  it('with a broken link is damaged', () => {
    rmSync(manifest());
    symlinkSync('never', join(folder(), 'bin', 'broken'));
    writeManifest(folder());
    assert.equal(damage(folder()), 'bin/broken is a broken link');
  });

  it('may be recorded with other folders than bin', () => {
    mkdirSync(join(folder(), 'usr', 'lib'), { recursive: true });
    writeFileSync(join(folder(), 'usr', 'lib', 'bridge'), 'a plugin');
    writeManifest(folder(), ['usr/lib']);
    rmSync(binary());
    assert.equal(damage(folder()), undefined);
    writeFileSync(join(folder(), 'usr', 'lib', 'bridge'), 'A plugin');
    assert.equal(damage(folder()), 'usr/lib/bridge has changed');
  });
});
