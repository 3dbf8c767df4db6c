import assert from 'node:assert/strict';

import { answers } from '../../judges/answers';
import { objections, type Answer, type Finding } from '../../judges/finding';

describe('a verdict', () => {
  const finding: Finding = { rule: 'DL3008', place: 'images/a/Dockerfile', message: 'line 1: pin versions' };
  const answer: Answer = {
    judge: 'hadolint',
    rule: 'DL3008',
    places: ['images/a/Dockerfile'],
    why: 'Debian removes old versions.',
  };

  it('is accepted when all that is found is answered, and all that is answered is found', () => {
    assert.deepEqual(objections('hadolint', { findings: [finding], judged: 2 }, [answer]), []);
    assert.deepEqual(objections('hadolint', { findings: [finding, finding], judged: 2 }, [answer]), []);
    assert.deepEqual(objections('hadolint', { findings: [], judged: 2 }, []), []);
  });

  it('is refused for each finding of another rule, in another place or of another judge', () => {
    const found = (finding: Finding): string[] =>
      objections('hadolint', { findings: [finding], judged: 1 }, [
        { ...answer, places: [] },
        { ...answer, judge: 'zizmor' },
      ]);
    assert.deepEqual(found(finding), ['DL3008 in images/a/Dockerfile: line 1: pin versions']);
    for (const other of [{ rule: 'DL3009' }, { place: 'images/b/Dockerfile' }]) {
      const [first] = objections('hadolint', { findings: [{ ...finding, ...other }], judged: 1 }, [answer]);
      assert.match(first!, /line 1: pin versions$/);
    }
  });

  it('is refused for an answer to what is no longer found there', () => {
    const places = ['images/a/Dockerfile', 'images/b/Dockerfile'];
    assert.deepEqual(objections('hadolint', { findings: [finding], judged: 2 }, [{ ...answer, places }]), [
      'DL3008 in images/b/Dockerfile is no longer found: remove its answer from test/judges/answers.ts',
    ]);
  });

  it('is refused when nothing was judged', () => {
    assert.deepEqual(objections('hadolint', { findings: [], judged: 0 }, []), [
      'hadolint has judged nothing',
    ]);
  });
});

describe('the answers to the judges', () => {
  it('are one for each rule of a judge, with places and a reason of one sentence', () => {
    const rules = answers.map(({ judge, rule }) => `${judge} ${rule}`);
    assert.equal(new Set(rules).size, rules.length);
    for (const { rule, places, why } of answers) {
      assert.ok(places.length > 0, rule);
      assert.equal(new Set(places).size, places.length, rule);
      assert.match(why, /^[^.]*(?:\.\d[^.]*)*\.$/, rule);
    }
  });
});
