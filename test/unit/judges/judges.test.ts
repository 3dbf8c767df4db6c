import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseAllDocuments } from 'yaml';

import { checkov } from '../../judges/checkov';
import { kubeScore } from '../../judges/kube-score';
import { writeObjects } from '../../judges/objects';
import { kinds } from '../../../policy/rule';
import { fakeCommand, scratchFolder } from '../../support/unit/local';

describe('the judges', () => {
  const folder = scratchFolder();
  /** A judge that prints something. */
  const printing = (text: string): readonly [string] => {
    fakeCommand(folder(), 'judge', `cat <<'END'\n${text}\nEND\necho wrong >&2\nexit 3`);
    return [join(folder(), 'bin', 'judge')];
  };

  it('have failed when they print no verdict, whatever their exit status', async () => {
    await assert.rejects(
      kubeScore(printing('no file'), ['a'], {}),
      /status 3, and printed no JSON: no file\nwrong$/,
    );
    assert.deepEqual(await kubeScore(printing('[]'), ['a'], {}), { findings: [], judged: 0 });
  });

  it('have judged nothing when checkov has found no object, and failed when it could not read one', async () => {
    assert.deepEqual(await checkov(printing('{"passed": 0, "failed": 0}'), ['a'], {}), {
      findings: [],
      judged: 0,
    });
    const report = (counts: object): string =>
      JSON.stringify({
        summary: { skipped: 0, parsing_errors: 0, resource_count: 1, ...counts },
        results: { failed_checks: [{ check_id: 'CKV_1', check_name: 'b', resource: 'Pod.a.b' }] },
      });
    assert.deepEqual(await checkov(printing(report({})), ['a'], {}), {
      findings: [{ rule: 'CKV_1', place: 'Pod a/b', message: 'b' }],
      judged: 1,
    });
    await assert.rejects(checkov(printing(report({ parsing_errors: 1 })), ['a'], {}), /cannot read 1 files/);
    await assert.rejects(
      checkov(printing(report({ skipped: 2 })), ['a'], {}),
      /annotations answer 2 findings/,
    );
  });

  it('are given every kind of object of the stack, each with a name', async () => {
    const files = await writeObjects(folder(), { all: { hotels: { database: 'postgresql' } } });
    const objects = files.flatMap((file) =>
      parseAllDocuments(readFileSync(file, 'utf8')).map(
        (document) => document.toJS() as { kind: string; metadata: { name?: string } },
      ),
    );
    assert.deepEqual([...new Set(objects.map(({ kind }) => kind))].sort(), Object.keys(kinds).sort());
    for (const { kind, metadata } of objects) assert.ok(metadata.name, kind);
  }).timeout(60_000);
});
