import assert from 'node:assert/strict';

import { hotelsSettings } from '../../../components/hotels/settings';
import { checkSettings } from '../../../settings/check';

/** The checked settings of the hotels, or the errors. */
function check(hotels: Record<string, unknown>) {
  const checked = checkSettings({ hotels: hotelsSettings }, 'shared-keys', { hotels });
  return 'errors' in checked ? checked.errors : checked.settings.hotels;
}

describe('the settings of the hotels', () => {
  it('have defaults', () => {
    assert.deepEqual(check({}), {
      namespace: 'hotels',
      images: 'ours',
      database: 'sqlite',
      dbPath: '/data/hotels.db',
      dbTable: 'hotels',
      replicas: 1,
      rolloutSeconds: 120,
      storage: '1Gi',
      keepData: true,
    });
  });

  for (const [name, value, allowed] of [
    ['database', 'mysql', 'sqlite or postgresql'],
    ['images', 'theirs', 'ours or published'],
    ['replicas', 0, 'a whole number from 1 to 20'],
    ['rolloutSeconds', 5, 'a whole number of seconds from 10 to 3600'],
    ...['hotels.db', '/hotels.db', '/data/', '/data/../h.db', '/app/h.db', '/tmp/x/h.db'].map(
      (path) =>
        [
          'dbPath',
          path,
          'an absolute path of a file in a folder that is not a system folder, such as /data/hotels.db',
        ] as const,
    ),
    ...['', 'Hotels', 'a-b', '1a', 'sqlite_x', 'alembic_version'].map(
      (table) =>
        [
          'dbTable',
          table,
          '1 to 40 lower-case letters, digits and underscores, not starting with a digit, sqlite or alembic',
        ] as const,
    ),
  ] as const) {
    it(`are refused with the allowed values when ${name} is ${JSON.stringify(value)}`, () => {
      const message = `shared-keys:hotels.${name} is ${JSON.stringify(value)}: it must be ${allowed}`;
      assert.deepEqual(check({ [name]: value }), [message]);
    });
  }

  it('allow any folder that hides no file of the image, and any table name of the allowed characters', () => {
    const given = { dbPath: '/srv/rooms/2026/hotels.sqlite3', dbTable: '_rooms_2026' };
    const checked = check(given);
    assert.ok('dbPath' in checked);
    assert.deepEqual([checked.dbPath, checked.dbTable], [given.dbPath, given.dbTable]);
  });
});
