import axios from 'axios';

import { plainHttp } from './cluster';
import { eventually } from './conditions';

/**
 * Waits until each URL answers, whatever it answers. A port of the nodes refuses connections for up to a second after the first
 * pod is ready: kube-proxy learns of it then.
 */
export async function answering(urls: readonly string[]): Promise<void> {
  await Promise.all(urls.map((url) => eventually(`${url} answers`, () => axios.get(url, plainHttp), 30)));
}
