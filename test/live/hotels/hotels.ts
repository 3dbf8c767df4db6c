import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import axios, { type AxiosResponse } from 'axios';

import { PollingClient } from '../../support/live/client';
import type { ContainerStatus } from '../../support/kubernetes';
import { plainHttp, type Cluster } from '../../support/live/cluster';
import { eventually } from '../../support/live/conditions';
import type { Outputs } from '../../support/live/outputs';
import { Workload } from '../../support/live/workload';

/** A hotel as the backend gives it. */
export interface Hotel {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly rooms: number;
}

/** The hotels that the first migration loads, with the ids that they get. */
export const firstHotels: readonly Hotel[] = (
  JSON.parse(
    readFileSync(
      join(__dirname, '../../../images/hotels-backend/migrations/versions/0001_hotels.json'),
      'utf8',
    ),
  ) as Omit<Hotel, 'id'>[]
).map((hotel, index) => ({ id: index + 1, ...hotel }));

/** A hotel of a user's own. */
export const usersHotel = {
  slug: 'casa-del-usuario',
  name: 'La casa del usuario',
  photo: '/photos/casa-del-usuario.webp',
  description: 'A house that no migration knows.',
  availabilityFrom: 1_767_225_600_000,
  availabilityTo: 1_798_761_600_000,
  rooms: 3,
  city: 'Montevideo',
  country: 'Uruguay',
  price: 2,
} as const;

/** The hotels in a cluster: a page and a backend in one pod. */
export class HotelsInstallation {
  private constructor(
    readonly pods: Workload,
    readonly url: string,
  ) {}

  /** Finds what a stack has deployed, and waits until it serves. */
  static async of(cluster: Cluster, { hotels, urls }: Outputs): Promise<HotelsInstallation> {
    assert.ok(hotels && urls.hotels, 'the stack has no hotels');
    const pods = await Workload.find(cluster, hotels.namespace, `deployment/${hotels.deployment}`);
    await pods.allServing();
    const found = new HotelsInstallation(pods, urls.hotels);
    await found.listed();
    return found;
  }

  /**
   * Waits until the hotels are listed through the service. It has been without a pod when the only one was lost, and learns of
   * the next one a little after that is ready.
   *
   * @param expected - the list that it has to be; any list unless it is given
   */
  async listed(expected?: string): Promise<void> {
    await eventually('the hotels are listed', async () => {
      const list = await this.list();
      if (expected !== undefined) assert.equal(list, expected);
    });
  }

  /**
   * The check of the document (docs/requirements.md#multi-container-pods): it asks the backend from within the page's
   * container.
   */
  async askedFromTheFrontend(): Promise<Hotel[]> {
    const command = ['curl', '--silent', '--show-error', 'http://localhost:5000/hotels'];
    return JSON.parse(await this.pods.kubectl(['exec', 'deploy/hotels', '--', ...command])) as Hotel[];
  }

  /** The hotels as they come through the service, byte for byte. */
  async list(): Promise<string> {
    const { status, data } = await axios.get<string>(`${this.url}/api/hotels`, {
      ...plainHttp,
      responseType: 'text',
      transformResponse: (text: string) => text,
    });
    assert.equal(status, 200, data);
    return data;
  }

  /** Adds a hotel through the service. */
  add(hotel: object): Promise<AxiosResponse<Hotel>> {
    return axios.post<Hotel>(`${this.url}/api/hotels`, hotel, plainHttp);
  }

  /** Removes a hotel through the service. */
  remove(id: number): Promise<AxiosResponse<unknown>> {
    return axios.delete(`${this.url}/api/hotels/${id}`, plainHttp);
  }

  /** A client that asks for the list, over and over. */
  client(): PollingClient {
    return new PollingClient([`${this.url}/api/hotels`]);
  }

  /** What the migrations of the pod that serves have said. */
  async migrationLog(): Promise<string> {
    const [pod] = await this.pods.podNames();
    return this.pods.logs(pod!, 'migrations');
  }
}

/** How the migrations of a pod are, as soon as they have run. */
export async function migrationsOf(pods: Workload, pod: string): Promise<ContainerStatus> {
  return eventually(`the migrations of ${pod} have run`, async () => {
    const [status] = (await pods.readPod(pod)).status.initContainerStatuses ?? [];
    assert.ok(status);
    assert.ok(status.state.terminated ?? status.lastState.terminated);
    return status;
  });
}
