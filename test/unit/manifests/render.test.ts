import assert from 'node:assert/strict';

import { parse } from 'yaml';

import { render } from '../../../manifests/render';
import { deploymentOf } from '../../../manifests/state';
import {
  component,
  deployed,
  encrypted,
  exported,
  generator,
  image,
  metadata,
  namespace,
  object,
  reading,
  secret,
  tokens,
  workload,
} from './make-state';

/** All bytes of the files, their names too. */
const textOf = (files: ReadonlyMap<string, string>): string => [...files].flat().join('\n');

const rendered = (...resources: object[]) => render(deployed(...resources));

describe('The manifests of a stack', () => {
  it('are a folder for each system, a file for each object, and a kustomization that names them all', () => {
    const hotels = component('hotels');
    const files = rendered(
      ...tokens(),
      hotels,
      object({ ...namespace, metadata: { name: 'hotels' } }, { parent: hotels.urn }),
      object({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'alone' } }, { parent: undefined }),
    );
    assert.deepEqual([...files.keys()].sort(), [
      'README.md',
      'cluster/kustomization.yaml',
      'cluster/namespace-alone.yaml',
      'hotels/kustomization.yaml',
      'hotels/namespace-hotels.yaml',
      'kustomization.yaml',
      'make-secrets.sh',
      'stack.json',
      'tokens/deployment-creator.yaml',
      'tokens/kustomization.yaml',
      'tokens/namespace-tokens.yaml',
    ]);
    const listed = (file: string): string[] => (parse(files.get(file)!) as { resources: string[] }).resources;
    assert.deepEqual(listed('kustomization.yaml'), ['cluster', 'hotels', 'tokens']);
    assert.deepEqual(listed('tokens/kustomization.yaml'), [
      'namespace-tokens.yaml',
      'deployment-creator.yaml',
    ]);
  });

  it('belong to the outermost component, however deep they are', () => {
    const inner = component('tokens-verifier', component('tokens').urn);
    const files = rendered(inner, object(workload(), { parent: inner.urn }));
    assert.ok(files.has('tokens/deployment-creator.yaml'));
  });

  it('are applied in an order that works: namespaces first, what runs pods last', () => {
    const kinds = ['Namespace', 'ConfigMap', 'Service', 'ValidatingAdmissionPolicy', 'StatefulSet'];
    const objects = [...kinds]
      .reverse()
      .map((kind) => object({ apiVersion: 'v1', kind, metadata: { name: 'a' } }));
    const { resources } = parse(rendered(...objects).get('tokens/kustomization.yaml')!) as {
      resources: string[];
    };
    assert.deepEqual(
      resources,
      kinds.map((kind) => `${kind.toLowerCase()}-a.yaml`),
    );
  });

  it('say in the README what the rules in the cluster need', () => {
    const needs = /the right to make objects of the whole cluster, for the rules in `admission`/;
    const rule = { apiVersion: 'v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: 'a' } };
    assert.match(rendered(...tokens(), object(rule)).get('README.md')!, needs);
    assert.doesNotMatch(rendered(...tokens()).get('README.md')!, needs);
  });

  it('have nothing that only Pulumi understands, and all else', () => {
    const made = workload({ env: [{ name: 'ANSWER', value: 'yes' }] });
    const files = rendered(object({ ...made, __fieldManager: 'shared-keys' }));
    const written = files.get('tokens/deployment-creator.yaml')!;
    assert.ok(!/pulumi|shared-keys\/stack|__/.test(written), written);
    const { name, namespace: inside, labels } = metadata('creator');
    assert.deepEqual(parse(written, { version: '1.1' }), {
      ...made,
      metadata: { name, namespace: inside, labels: { ...labels, 'app.kubernetes.io/managed-by': 'kubectl' } },
    });
  });

  it('keep the annotations of others', () => {
    const annotations = { 'pulumi.com/skipAwait': 'true', 'example.org/owner': 'us' };
    const files = rendered(object({ ...workload(), metadata: { ...metadata('creator'), annotations } }));
    const written = parse(files.get('tokens/deployment-creator.yaml')!) as { metadata: object };
    assert.deepEqual((written.metadata as { annotations: object }).annotations, {
      'example.org/owner': 'us',
    });
  });

  it('are the same bytes in whatever order the state has its resources', () => {
    const files = [...rendered(...tokens())];
    assert.deepEqual([...rendered(...tokens().reverse())], files);
  });

  it('are refused while an image has no digest, with the way out', () => {
    for (const name of ['registry.example/creator:1', `${image}0`, ''])
      for (const spec of [{}, { containers: [], initContainers: [{ name: 'creator', image: name }] }])
        assert.throws(() => rendered(object(workload({ image: name }, spec))), {
          name: 'Failure',
          message: `The image ${name} of creator in Deployment tokens/creator has no digest: name it as NAME@sha256:DIGEST, deploy, and run the same command again.`,
        });
  });

  it('leave out what is replaced already, and what is only read', () => {
    const old = object({ ...workload(), metadata: metadata('old') }, { delete: true });
    const read = object({ ...workload(), metadata: metadata('read') }, { external: true });
    const text = textOf(rendered(...tokens(), old, read));
    assert.ok(!/deployment-(old|read)/.test(text));
  });

  it('are refused when nothing is deployed, or a deployment was interrupted, with the way out', () => {
    assert.throws(() => deploymentOf('prod', { deployment: {} }), {
      name: 'Failure',
      message: 'Nothing of prod is deployed: `npm run deploy -- prod` deploys it.',
    });
    const state = exported(...tokens()) as { deployment: object };
    Object.assign(state.deployment, { pending_operations: [{ type: 'creating' }] });
    assert.throws(() => deploymentOf('prod', state), { name: 'Failure', message: /was interrupted/ });
  });
});

describe('The secrets of a stack', () => {
  const planted = 'a-password-that-nobody-may-see';
  const base64 = Buffer.from(planted).toString('base64');

  it('are in no byte of the manifests, be they in clear in the state, in base64 or encrypted', () => {
    const contents = [
      { data: { key: base64 } },
      { stringData: { key: planted } },
      { data: { key: encrypted } },
      { data: encrypted },
    ];
    for (const content of contents) {
      const made = object(secret('mine', content), { outputs: { data: { key: base64 }, metadata: {} } });
      const text = textOf(rendered(object(workload(reading('mine'))), made));
      for (const form of [planted, base64, base64.replace(/=+$/, ''), encrypted.ciphertext])
        assert.ok(!text.includes(form), form);
      assert.match(text, /mine/);
    }
  });

  it('are not in the outputs that are written', () => {
    const state = exported(...tokens()) as { deployment: { resources: { outputs?: object }[] } };
    state.deployment.resources[0]!.outputs = { urls: {}, tokens: { namespace: 'tokens', key: encrypted } };
    const files = render(deploymentOf('dev', state));
    assert.ok(!textOf(files).includes(encrypted.ciphertext));
    const { outputs } = JSON.parse(files.get('stack.json')!) as { outputs: object };
    assert.deepEqual(outputs, { tokens: { namespace: 'tokens' } });
  });

  it('have no place outside of a Secret: the path is named', () => {
    const made = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: metadata('settings'),
      data: { DB: encrypted },
    };
    assert.throws(() => rendered(object(made)), {
      name: 'Failure',
      message: /^data\.DB of ConfigMap tokens\/settings is secret, and has no place in a file: /,
    });
  });

  it('are listed in the README: each by namespace, name and key, with what it is and who reads it', () => {
    const password = generator('randomPassword:RandomPassword', { length: 24, special: false });
    const files = rendered(
      ...tokens(),
      password,
      object(secret('login'), { propertyDependencies: { stringData: [password.urn] } }),
      object(secret('catalogue')),
      object({
        ...workload(
          {
            env: [{ name: 'URL_FILE', value: '/run/secrets/search/url' }],
            volumeMounts: [{ name: 'url', mountPath: '/run/secrets/search' }],
          },
          {
            initContainers: [{ name: 'first', image, ...reading('login', 'password') }],
            volumes: [{ name: 'url', secret: { secretName: 'catalogue' } }],
          },
        ),
        metadata: metadata('reader'),
      }),
    );
    const rows = files.get('README.md')!.match(/^\| tokens \|.*$/gm);
    assert.deepEqual(rows, [
      '| tokens | catalogue | `url` | yours, from the variable `CATALOGUE_RESOURCE_URL`, or asked for | Deployment tokens/reader, container creator, as the file /run/secrets/search/url |',
      '| tokens | login | `password` | 24 random letters and digits | Deployment tokens/reader, container first, as $KEY_CURRENT |',
      '| tokens | tokens-key-1-b38d440e | `key` | the base64 of 32 random bytes | Deployment tokens/creator, container creator, as $KEY_CURRENT |',
    ]);
  });

  it('are not guessed: a Secret whose keys nobody names is refused', () => {
    assert.throws(() => rendered(object(secret('unread'))), {
      name: 'Failure',
      message: /^The keys of Secret tokens\/unread are not known: /,
    });
  });
});

describe('The record of the manifests', () => {
  it('says by which services the URLs of the stack are served', () => {
    const service = (name: string, spec: object, status: object = {}) => {
      const made = { apiVersion: 'v1', kind: 'Service', metadata: metadata(name), spec };
      return object(made, { outputs: { ...made, status } });
    };
    const state = exported(
      service('creator', { type: 'NodePort', ports: [{ port: 8000, nodePort: 30001 }] }),
      service('verifier', { type: 'NodePort', ports: [{ port: 5000, nodePort: 30002 }] }),
      service(
        'search',
        { type: 'LoadBalancer', ports: [{ port: 80, nodePort: 30003 }] },
        { loadBalancer: { ingress: [{ ip: '127.10.0.1' }] } },
      ),
    ) as { deployment: { resources: { outputs?: object }[] } };
    const urls = {
      verifier: 'http://node.example:30002',
      creator: 'http://node.example:30001',
      search: 'http://127.10.0.1',
    };
    state.deployment.resources[0]!.outputs = { urls };
    const { doors } = JSON.parse(render(deploymentOf('dev', state)).get('stack.json')!) as { doors: object };
    assert.deepEqual(doors, {
      creator: { namespace: 'tokens', service: 'creator', host: 'node.example' },
      search: { namespace: 'tokens', service: 'search' },
      verifier: { namespace: 'tokens', service: 'verifier', host: 'node.example' },
    });
  });
});
