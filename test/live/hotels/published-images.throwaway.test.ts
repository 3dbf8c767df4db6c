import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';

import axios, { type AxiosResponse } from 'axios';

import { HotelsInstallation, usersHotel } from './hotels';
import { assertRestricted } from '../../support/restricted';
import { plainHttp } from '../../support/live/cluster';
import { beside, onlyWith } from '../../support/live/beside';
import { throwaway } from '../../support/live/throwaway';

describe('The published images of the hotels, by stand-ins: nginx that writes beside its page, and a JSON file', function () {
  this.timeout(240_000);
  onlyWith('hotels');
  let hotels: HotelsInstallation;
  before(async () => {
    const { outputs } = await throwaway('hotels-stand-in', beside);
    hotels = await HotelsInstallation.of(beside.cluster, outputs);
  });

  function get(path: string): Promise<AxiosResponse<string>> {
    return axios.get<string>(new URL(path, hotels.url).href, { ...plainHttp, responseType: 'text' });
  }

  /** Where a browser that has opened the page asks for the hotels. */
  async function askedByThePage(): Promise<URL> {
    const { status, data } = await get('/env-config.js');
    assert.equal(status, 200);
    const window: { _env_?: { HOTELS_API_HOST: string } } = {};
    runInNewContext(data, { window });
    return new URL(`${window._env_!.HOTELS_API_HOST}/hotels`, hotels.url);
  }

  it('serve a page whose browser finds the 17 hotels at the origin of the page', async () => {
    const page = await get('/');
    assert.equal(page.status, 200);
    assert.match(page.data, /<script src="\/env-config\.js">/);

    const address = await askedByThePage();
    assert.equal(address.origin, new URL(hotels.url).origin);
    const { status, data } = await axios.get<object[]>(address.href, plainHttp);
    assert.deepEqual([status, data.length], [200, 17]);
  });

  it("have the backend at localhost for the document's own check, in the frontend's container", async () => {
    assert.equal((await hotels.askedFromTheFrontend()).length, 17);
  });

  it('run under the restricted level, and the start of the frontend cannot write into its image', async () => {
    const { spec } = (await hotels.pods.read()).spec.template;
    assertRestricted(spec);
    const [pod] = await hotels.pods.podNames();
    const written = await hotels.pods.exec(pod!, 'frontend', [
      'sh',
      '-c',
      'id -u; touch /usr/share/nginx/html/new && echo page; touch /etc/nginx/new 2>&1 || echo refused',
    ]);
    assert.match(written, /^10001\npage\n.*Read-only file system\nrefused$/);
  });

  it('do not serve the files that only the start of the frontend needs', async () => {
    for (const path of ['/.env', '/env.sh']) assert.equal((await get(path)).status, 404, path);
  });

  it("keep a user's hotel when their pod is lost, and do not migrate again", async () => {
    assert.equal((await hotels.add(usersHotel)).status, 201);
    const list = await hotels.list();
    await hotels.pods.losePods(await hotels.pods.podNames());
    await hotels.listed(list);
    assert.match(await hotels.migrationLog(), /The database has 18 hotels/);
    assert.equal((await axios.get((await askedByThePage()).href, plainHttp)).status, 200);
  });
});
