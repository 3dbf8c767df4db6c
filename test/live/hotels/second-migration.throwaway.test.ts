import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { HotelsInstallation, usersHotel } from './hotels';
import { beside } from '../../support/live/beside';
import { assertEveryRequestServed, observe } from '../../support/live/observe';
import { unsharedThrowaway, type Throwaway } from '../../support/live/throwaway';

/** A second revision, which gives every hotel a column. */
const revision = `"""add the stars of a hotel"""

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    stars = sa.Column("stars", sa.Integer, nullable=False, server_default="3")
    op.add_column(context.config.attributes["table"], stars)
`;

/** Prints the slug and the stars of every hotel as JSON. */
const readStars = `
import json, sqlite3
rows = sqlite3.connect("/data/hotels.db").execute("SELECT slug, stars FROM hotels ORDER BY id")
print(json.dumps(rows.fetchall()))`;

describe('A second migration of the hotels', function () {
  this.timeout(180_000);
  let stack: Throwaway;
  let hotels: HotelsInstallation;
  before(async () => {
    stack = await unsharedThrowaway('hotels', beside);
    await stack.up();
    hotels = await HotelsInstallation.of(beside.cluster, stack.outputs);
  });

  it('comes by `pulumi up` under load: no request fails, and a hotel of a user is kept', async () => {
    assert.equal((await hotels.add(usersHotel)).status, 201);
    const list = await hotels.list();
    const before = await hotels.pods.readPods();
    stack.changeImage('hotels-backend', (folder) => {
      writeFileSync(join(folder, 'migrations', 'versions', '0002_stars.py'), revision);
    });

    const seen = await observe(
      { client: () => hotels.client(), watch: () => hotels.pods.watch() },
      async () => {
        await stack.up();
        await hotels.pods.allServing(before);
      },
    );
    assertEveryRequestServed(seen);
    assert.equal(seen.client.digests.length, 1, 'every answer was the same list');
    assert.ok(seen.readiness.fewest >= 1, `a pod served all the time:\n${seen.readiness.changes.join('\n')}`);

    assert.match(await hotels.migrationLog(), /applied 0002: add the stars of a hotel/);
    assert.equal(await hotels.list(), list);
    const [pod] = await hotels.pods.podNames();
    const stars = await hotels.pods.exec(pod!, 'backend', ['python', '-c', readStars]);
    const slugs = (JSON.parse(list) as { slug: string }[]).map(({ slug }) => slug);
    assert.ok(slugs.includes(usersHotel.slug));
    assert.deepEqual(
      JSON.parse(stars),
      slugs.map((slug) => [slug, 3]),
    );
  });
});
