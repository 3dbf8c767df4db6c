import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

import * as pulumi from '@pulumi/pulumi';

import { deployStack } from '../../../components/stack';
import { systems } from '../../../components/systems';
import { kinds, type Manifest } from '../../../policy/rule';
import { signature } from '../../../local/host/pulumi-values';
import { FakeCluster } from '../unit/fake-cluster';
import { Recording, revealed, type RecordedResource } from '../unit/recording';

/** Groups of settings, by their names. */
export type Groups = Readonly<Record<string, object>>;

/** Deploys the whole program under mocks: it reaches no engine, no cluster and no registry. */
export class MockedStack {
  private constructor(
    private readonly cluster: FakeCluster,
    private readonly project: string,
    private readonly folder: string,
  ) {}

  /** Enters a temporary folder with images that are not built: the staged images of the project must not change. */
  static async start(): Promise<MockedStack> {
    const project = process.cwd();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'policy-'));
    for (const image of fs.readdirSync('images')) {
      fs.mkdirSync(path.join(folder, 'images', image), { recursive: true });
      fs.writeFileSync(path.join(folder, 'images', image, 'Dockerfile'), 'FROM scratch\n');
    }
    const cluster = await FakeCluster.start();
    process.chdir(folder);
    return new MockedStack(cluster, project, folder);
  }

  /** Goes back to the folder of the project. */
  stop(): Promise<void> {
    process.chdir(this.project);
    fs.rmSync(this.folder, { recursive: true });
    pulumi.runtime.setAllConfig({});
    return this.cluster.stop();
  }

  /** Deploys a stack with these settings and a registry. */
  async deploy(settings: Groups = {}): Promise<Recording> {
    const recording = await new Recording().start();
    const groups = Object.entries(settings).map(([group, values]) => [
      `shared-keys:${group}`,
      JSON.stringify(values),
    ]);
    pulumi.runtime.setAllConfig({
      'shared-keys:registry': 'localhost:5000',
      ...(Object.fromEntries(groups) as Record<string, string>),
    });
    await deployStack(systems, this.cluster.environment);
    await pulumi.runtime.disconnect();
    return recording;
  }
}

/** The inputs of a resource as the pack and the API server get them: a new object has the name that the provider picks. */
export function appliedInputs({ name, inputs }: RecordedResource): Manifest {
  const plain = unwrapped(inputs) as Manifest & { readonly kind?: string; readonly metadata?: Manifest };
  if (plain.kind === undefined) return plain;
  return { ...plain, metadata: { name: `${name}-0123abcd`, ...plain.metadata } };
}

/**
 * The objects that a program has made and rules judge, as the API server gets them. The rules themselves, which are in the
 * cluster too, are not judged.
 */
export function manifestsOf({ resources }: Recording): Manifest[] {
  return resources.map(appliedInputs).filter(({ kind }) => Object.hasOwn(kinds, String(kind)));
}

/** A value in which secrets are plain. */
function unwrapped(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(unwrapped);
  if (signature in value) return unwrapped(revealed(value));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unwrapped(inner)]));
}
