import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import { overAllNodes } from '../kubernetes/placement';
import { hardenedContainer, hardenedPod } from '../kubernetes/pod-security';
import { searchDefaults, searchPort } from './defaults';

type Container = types.input.core.v1.Container;

/**
 * How long a server that is told to stop serves on without being ready: until its endpoint is withdrawn everywhere. Unlike
 * a preStop hook this also covers a container that is stopped by itself, in a pod that stays.
 */
const withdrawSeconds = 5;

/**
 * Which image searches: `ours`, built from `images/search`, or the one `published` by the document, which has neither
 * settings nor paths of its own for probes.
 */
export type SearchImageKind = 'ours' | 'published';

/** What a pod of the API search is made of. */
export interface SearchPodArgs {
  /** The image that searches. */
  readonly image: pulumi.Input<string>;
  /** Whose image that is; default `ours`. */
  readonly imageKind?: SearchImageKind | undefined;
  /** Where a newer catalogue is served; default: nowhere, the bundled one is used. */
  readonly catalogueUrl?: pulumi.Input<string> | undefined;
  /** How many seconds a catalogue of that URL is used before it is asked for again; default 3600. */
  readonly refreshSeconds?: number | undefined;
}

/**
 * The specification of a pod of the API search.
 *
 * @param args - what runs in it
 * @param selector - the labels that select the pods
 */
export function searchPod(
  args: SearchPodArgs,
  selector: Record<string, string>,
): types.input.core.v1.PodSpec {
  return {
    ...hardenedPod(),
    ...overAllNodes(selector),
    enableServiceLinks: false,
    // The server is not process 1 then, which the kernel shields from signals sent within the pod: it ends at once when it
    // is killed or told to stop while it starts. There is no other container whose processes it could see.
    shareProcessNamespace: true,
    // The withdrawal, then the server's draining.
    terminationGracePeriodSeconds: 15,
    containers: [
      {
        name: 'search',
        image: args.image,
        ports: [{ name: 'http', containerPort: searchPort, protocol: 'TCP' }],
        ...(args.imageKind === 'published' ? published() : ours(args)),
        resources: { requests: { cpu: '25m', memory: '64Mi' }, limits: { cpu: '1', memory: '256Mi' } },
        securityContext: hardenedContainer(),
        terminationMessagePolicy: 'FallbackToLogsOnError',
      },
    ],
  };
}

function ours({ catalogueUrl, refreshSeconds }: SearchPodArgs): Partial<Container> {
  return {
    env: [
      { name: 'PORT', value: String(searchPort) },
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'WITHDRAW_SECONDS', value: String(withdrawSeconds) },
      ...(catalogueUrl === undefined ? [] : [{ name: 'CATALOGUE_URL', value: catalogueUrl }]),
      { name: 'REFRESH_SECONDS', value: String(refreshSeconds ?? searchDefaults.refreshSeconds) },
    ],
    ...probes('/-/readyz', '/-/healthz'),
  };
}

function published(): Partial<Container> {
  return {
    ...probes('/openapi.json', '/openapi.json'),
    // It stops at once when it is told to, so first its endpoint is withdrawn.
    lifecycle: { preStop: { sleep: { seconds: 3 } } },
  };
}

/** Out of the endpoints within seconds when it cannot serve, and restarted only long after it stopped to answer. */
function probes(
  ready: string,
  alive: string,
): Pick<Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> {
  const get = (path: string): types.input.core.v1.Probe => ({ httpGet: { path, port: 'http' } });
  return {
    startupProbe: { ...get(ready), periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 60 },
    readinessProbe: { ...get(ready), periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 2 },
    livenessProbe: { ...get(alive), periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 },
  };
}
