import type { types } from '@pulumi/kubernetes';
import type * as pulumi from '@pulumi/pulumi';

import type { ImageKind } from '../images/kind';
import { container, withdrawalSeconds, type ContainerArgs } from '../kubernetes/container';
import { podName } from '../kubernetes/environment';
import { overAllNodes } from '../kubernetes/placement';
import { hardenedPod } from '../kubernetes/pod-security';
import { httpGet, probes, type Probe, type Probes } from '../kubernetes/probes';
import { urlFile, urlMount, urlVolume } from './catalogue-url';
import { searchDefaults, searchPort } from './defaults';

/**
 * How many seconds our server serves on after it is told to stop, while it is not ready: until its endpoint is withdrawn
 * everywhere. Unlike a preStop hook, this also covers a container that is stopped in a pod that stays.
 */
const withdrawSeconds = 5;

/** The arguments of {@link searchPod}. */
export interface SearchPodArgs {
  /** The image that searches. */
  readonly image: pulumi.Input<string>;
  /** Whose image that is; default `ours`. The published one takes no settings and has no paths for probes. */
  readonly imageKind?: ImageKind | undefined;
  /** The name of the Secret with the URL of a newer catalogue; default: the bundled catalogue is used. */
  readonly urlSecret?: pulumi.Input<string> | undefined;
  /** How many seconds the catalogue of that URL is used before it is fetched again, up to 86400; default 3600. */
  readonly refreshSeconds?: number | undefined;
}

/**
 * The specification of a pod of the API search.
 *
 * @param args - the image and its settings
 * @param selector - the labels that select the pods
 */
export function searchPod(
  args: SearchPodArgs,
  selector: Record<string, string>,
): types.input.core.v1.PodSpec {
  return {
    ...hardenedPod(),
    ...overAllNodes(selector),
    // So the server is not process 1, which the kernel protects from signals of its own namespace: it ends at once when it is
    // killed from within, or told to stop while it starts. The pod has no other container whose processes it could see.
    shareProcessNamespace: true,
    // The time in which the endpoint is withdrawn, then the server's draining.
    terminationGracePeriodSeconds: 15,
    containers: [
      container({
        name: 'search',
        image: args.image,
        port: searchPort,
        ...(args.imageKind === 'published' ? published() : ours(args)),
        resources: { cpu: '25m', memory: '64Mi', memoryLimit: '256Mi' },
      }),
    ],
    ...(args.urlSecret !== undefined && { volumes: [urlVolume(args.urlSecret)] }),
  };
}

function ours({ urlSecret, refreshSeconds }: SearchPodArgs): Partial<ContainerArgs> {
  return {
    env: {
      PORT: String(searchPort.number),
      POD_NAME: podName,
      WITHDRAW_SECONDS: String(withdrawSeconds),
      CATALOGUE_URL_FILE: urlSecret === undefined ? undefined : urlFile,
      REFRESH_SECONDS: String(refreshSeconds ?? searchDefaults.refreshSeconds),
    },
    ...(urlSecret !== undefined && { volumeMounts: [urlMount] }),
    probes: searchProbes('/-/readyz', httpGet('/-/healthz', searchPort.name)),
  };
}

function published(): Partial<ContainerArgs> {
  return {
    // It has no path for its health: that it answers at all is seen from its port.
    probes: searchProbes('/openapi.json', { tcpSocket: { port: searchPort.name } }),
    // This image stops at once when it is told to.
    stopsAfter: withdrawalSeconds,
  };
}

function searchProbes(ready: string, alive: Probe): Probes {
  return probes({
    started: httpGet(ready, searchPort.name),
    // Asked every second, so that a server that withdraws is out of the endpoints before it stops.
    ready: { ...httpGet(ready, searchPort.name), periodSeconds: 1 },
    alive,
  });
}
