import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { writeSbom } from '../../../release/sbom';
import { withSources } from '../../../release/sources';

interface Sbom {
  readonly bomFormat: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly { readonly purl?: string }[];
}

const project = resolve(__dirname, '..', '..', '..');

// Go builds Syft at first, which takes minutes: run it by `npm run test:long -- --grep materials`.
describe('The bill of materials', function () {
  this.timeout(3_600_000);

  it('lists each locked package of npm, Go and Python that is not only for tests, and each action', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shared-keys-sbom-'));
    try {
      const file = join(folder, 'sbom.cdx.json');
      await withSources(project, {}, (sources) => writeSbom(sources, { file, version: '1.2.3' }, {}));
      const sbom = JSON.parse(readFileSync(file, 'utf8')) as Sbom;
      assert.equal(sbom.bomFormat, 'CycloneDX');
      assert.deepEqual(
        [sbom.metadata.component.name, sbom.metadata.component.version],
        ['shared-keys', '1.2.3'],
      );
      const listed = sbom.components.map(({ purl = '' }) => decodeURIComponent(purl).replace(/[?#].*/, ''));
      const expected = [
        ...npmPackages(),
        ...goModules(),
        ...pythonPackages(),
        'pkg:github/actions/checkout@',
      ];
      const missing = expected.filter((one) => !listed.some((purl) => purl.startsWith(one)));
      assert.deepEqual(missing, []);
      assert.ok(expected.length > 300, `${expected.length} packages are expected`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

const read = (...path: string[]): string => readFileSync(join(project, ...path), 'utf8');

function npmPackages(): string[] {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Readonly<
      Record<string, { readonly name?: string; readonly version: string; readonly dev?: true }>
    >;
  };
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && dev !== true)
    .map(([path, { name = path.replace(/^.*node_modules\//, ''), version }]) => `pkg:npm/${name}@${version}`);
}

function goModules(): string[] {
  const required = /^(?:require )?\t?(\S+\.\S+\/\S+) (v\S+)/gm;
  return [...read('images', 'tokens', 'go.mod').matchAll(required)].map(
    ([, module = '', version = '']) => `pkg:golang/${module}@${version}`,
  );
}

function pythonPackages(): string[] {
  const pinned = /^([\w.-]+)(?:\[[^\]]*\])?==(\S+)/gm;
  return [...read('images', 'hotels-backend', 'requirements.txt').matchAll(pinned)].map(
    ([, name = '', version = '']) => `pkg:pypi/${name}@${version}`,
  );
}
