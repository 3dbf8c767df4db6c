import { strict as assert } from 'node:assert';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { leftText, reviewArguments } from '../../../cli/review';
import { stacksIn } from '../../../cli/stack-options';
import { systemNames } from '../../../components/systems';
import { toldSystems } from '../../../components/meanings';
import { reviewSettings, reviewsIn, reviewStack } from '../../../review/review-stack';
import { prepareReview, untilOf } from '../../../review/reviews';
import { scratchFolder } from '../../support/unit/local';

describe('A review', () => {
  const folder = scratchFolder();

  it('has a name that fits into the names of its namespaces', () => {
    assert.equal(reviewStack('pr-12'), 'review-pr-12');
    for (const name of ['', '-a', 'a-', 'A', 'a_b', 'a/b', '../a', 'a'.repeat(21), 'a b', 'a.b'])
      assert.throws(() => reviewStack(name), /cannot name a review/, name);
  });

  it('has namespaces of its own for every system, and no port, key or kept data of another stack', () => {
    const config = {
      'p:registry': 'r',
      'p:tokens': { namespace: 'tokens', creatorNodePort: 1, signingKey: { secure: 'x' }, issuer: 'me' },
      'p:hotels': { nodePort: 2, keepData: true, storage: '2Gi' },
      'p:context': 'c',
    };
    const systems = ['tokens', 'hotels', 'search'];
    assert.deepEqual(
      reviewSettings({ encryptionsalt: 's', config }, { project: 'p', systems, stack: 'review-a' }),
      {
        encryptionsalt: 's',
        config: {
          'p:registry': 'r',
          'p:tokens': { issuer: 'me', namespace: 'review-a-tokens' },
          'p:hotels': { storage: '2Gi', namespace: 'review-a-hotels' },
          'p:search': { namespace: 'review-a-search' },
          'p:context': 'c',
        },
      },
    );
  });

  it('covers every system that can be deployed', () => {
    assert.deepEqual([...toldSystems].sort(), [...systemNames].sort());
  });

  it('is told from other stacks by the name of its stack', () => {
    const stacks = [{ name: 'dev' }, { name: 'review-b' }, { name: 'review-a' }, { name: 'my-review-a' }];
    assert.deepEqual(reviewsIn(stacks), [
      { name: 'a', stack: 'review-a' },
      { name: 'b', stack: 'review-b' },
    ]);
  });

  it('is not previewed with the other stacks, though it has a file of settings', () => {
    for (const name of ['dev', 'review-a', 'prod']) writeFileSync(join(folder(), `Pulumi.${name}.yaml`), '');
    assert.deepEqual(stacksIn(folder()), ['dev', 'prod']);
  });

  it('says how long it may stay', () => {
    assert.deepEqual([71.98, 0.5, 0, -3.2, undefined].map(leftText), [
      'may stay for 72 h',
      'may stay for 30 min',
      'past its time limit for 0 min',
      'past its time limit for 3 h',
      'has no time limit: it is not swept',
    ]);
  });

  /** A Pulumi that knows one stack, and notes what it is asked for. */
  const standIn = (
    stacks: readonly string[],
    tags = '{}',
  ): { env: NodeJS.ProcessEnv; asked: () => string[] } => {
    const bin = join(folder(), 'bin');
    const log = join(folder(), 'log');
    mkdirSync(bin);
    writeFileSync(join(folder(), 'Pulumi.yaml'), 'name: p\n');
    const list = JSON.stringify(stacks.map((name) => ({ name })));
    const script = `#!/bin/sh\necho "$*" >>'${log}'\ncase "$*" in 'stack ls'*) echo '${list}' ;; 'stack tag ls'*) echo '${tags}' ;; esac\n`;
    writeFileSync(join(bin, 'pulumi'), script, { mode: 0o755 });
    return {
      env: { PATH: `${bin}:${process.env.PATH ?? ''}` },
      asked: () => readFileSync(log, 'utf8').trim().split('\n'),
    };
  };

  it('is made when it is not there, with its time limit and the settings of the other stack', async () => {
    const { env, asked } = standIn(['dev']);
    writeFileSync(join(folder(), 'Pulumi.dev.yaml'), 'config: {}\n');
    const before = Date.now();
    await prepareReview('review-a', { from: 'dev', hours: 2 }, { cwd: folder(), env });
    const [, init, tag = '', copy, ...more] = asked();
    assert.deepEqual(
      [init, copy, more],
      ['stack init review-a --no-select', 'config cp --stack dev --dest review-a', []],
    );
    const until = Date.parse(/^stack tag set review:until (\S+) --stack review-a$/.exec(tag)?.[1] ?? '');
    assert.ok(until >= before + 7_200_000 && until <= Date.now() + 7_200_000, tag);
    assert.match(readFileSync(join(folder(), 'Pulumi.review-a.yaml'), 'utf8'), /namespace: review-a-hotels/);
  });

  it('that is there is not made again, but gets a new time limit', async () => {
    const { env, asked } = standIn(['review-a']);
    writeFileSync(join(folder(), 'Pulumi.dev.yaml'), 'config: {}\n');
    await prepareReview('review-a', { from: 'dev', hours: 2 }, { cwd: folder(), env });
    assert.deepEqual(
      asked().map((args) => args.split(' ').slice(0, 3).join(' ')),
      ['stack ls --json', 'stack tag set', 'config cp --stack'],
    );
  });

  it('of a stack without settings is refused before anything is made', async () => {
    const { env } = standIn([]);
    const options = { cwd: folder(), env };
    await assert.rejects(
      prepareReview('review-a', { from: 'gone', hours: 2 }, options),
      /no settings of gone/,
    );
  });

  it('without a time limit that we have set has none', async () => {
    const review = { name: 'a', stack: 'review-a' };
    const { env } = standIn([], '{"review:until":"2026-01-02T03:04:05.000Z"}');
    assert.equal(await untilOf(review, { cwd: folder(), env }), Date.parse('2026-01-02T03:04:05Z'));
    writeFileSync(join(folder(), 'bin', 'pulumi'), '#!/bin/sh\necho \'{"review:until":"soon"}\'\n');
    assert.equal(await untilOf(review, { cwd: folder(), env }), undefined);
  });

  it('is not begun by arguments that are not known', () => {
    assert.deepEqual(reviewArguments(['up', 'a']), { action: 'up', name: 'a', from: 'dev', hours: 72 });
    assert.deepEqual(reviewArguments(['up', 'a', '--from', 'b', '--hours', '0.5']), {
      action: 'up',
      name: 'a',
      from: 'b',
      hours: 0.5,
    });
    assert.deepEqual(reviewArguments(['sweep']), { action: 'sweep' });
    for (const line of [
      '',
      'up',
      'down',
      'down a b',
      'list a',
      'sweep --hours 1',
      'up a --hours 0',
      'up a --hours x',
      'x',
      'up a --y',
    ])
      assert.throws(() => reviewArguments(line === '' ? [] : line.split(' ')), /Usage: npm run review/, line);
  });
});
