import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import axios, { type AxiosResponse } from 'axios';

import { searchPort } from '../../../components/search/defaults';
import { ownConnections, PollingClient } from '../../support/live/client';
import { plainHttp, type Cluster } from '../../support/live/cluster';
import type { Observable } from '../../support/live/observe';
import type { Outputs } from '../../support/live/outputs';
import { projectFolder } from '../../support/live/pulumi';
import { Workload } from '../../support/live/workload';

/** What an API search answers of one API. */
export interface Entry {
  readonly API: string;
  readonly Description: string;
  readonly Auth: string;
  readonly HTTPS: boolean;
  readonly Cors: string;
  readonly Link: string;
  readonly Category: string;
}

/** Which catalogue a replica uses. */
export interface CatalogueState {
  readonly source: 'bundled' | 'upstream';
  readonly count: number;
  readonly refreshedAt: string | null;
}

/** The entries that the image brings along, as its sources have them. */
export function bundledEntries(): readonly Entry[] {
  const file = join(projectFolder, 'images', 'search', 'catalogue.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { entries: Entry[] }).entries;
}

/** An API search in a cluster. */
export class Search {
  private readonly httpAgent;

  private constructor(
    readonly workload: Workload,
    /** Where clients find it. */
    readonly url: string,
  ) {
    this.httpAgent = ownConnections([url]);
  }

  /** Finds the one that a stack's outputs tell of. */
  static async of(cluster: Cluster, { search, urls }: Outputs): Promise<Search> {
    if (!search || urls.search === undefined) throw new Error('the stack has no API search');
    const workload = await Workload.find(cluster, search.namespace, `deployment/${search.deployment}`);
    return new Search(workload, urls.search);
  }

  /** The address of what is found for a name. */
  urlOf(name: string): string {
    return `${this.url}/${encodeURIComponent(name)}`;
  }

  /** What the load balancer gives for a name, on a connection of its own. */
  ask(name: string): Promise<AxiosResponse<unknown>> {
    return axios.get(this.urlOf(name), { ...plainHttp, httpAgent: this.httpAgent });
  }

  /** What one replica by itself gives for a path. */
  async askPod<T>(pod: string, path: string): Promise<T> {
    const { cluster, namespace } = this.workload;
    const { status, data } = await cluster.askPod(namespace, pod, searchPort.number, path);
    if (status !== 200) throw new Error(`${pod} answers ${status} to ${path}: ${data}`);
    return JSON.parse(data) as T;
  }

  /** Which catalogue each replica uses. */
  async catalogues(): Promise<readonly CatalogueState[]> {
    const pods = await this.workload.podNames();
    return Promise.all(pods.map((pod) => this.askPod<CatalogueState>(pod, '/-/catalogue')));
  }
}

/** What the client of {@link observable} asks for in turn: many entries, few, none. */
export const askedNames = ['e', 'Weather', 'no such name'];

/** A client of the load balancer, and a watch of the replicas behind it. */
export function observable(search: Search): Observable {
  return {
    client: () => new PollingClient(askedNames.map((name) => search.urlOf(name))),
    watch: () => search.workload.watch(),
  };
}
