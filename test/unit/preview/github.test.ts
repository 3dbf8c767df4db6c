import assert from 'node:assert/strict';

import { Octokit } from '@octokit/rest';

import { MARKER } from '../../../preview/comment-text';
import { keepComment } from '../../../preview/github';
import { GitHub } from '../../support/unit/github';

const pull = { owner: 'me', repo: 'stack', number: 7 };

describe('the comment on GitHub', () => {
  let github: GitHub;
  let client: Octokit;
  beforeEach(async () => {
    github = new GitHub();
    await github.start();
    const silent = () => undefined;
    const log = { debug: silent, info: silent, warn: silent, error: silent };
    client = new Octokit({ auth: 'token', baseUrl: github.url, log });
  });
  afterEach(() => github.stop());

  it('is posted when there is none', async () => {
    const posted = await keepComment(client, pull, `${MARKER} one`, true);
    assert.deepEqual(posted, { done: 'posted', url: 'https://github.example/1' });
    assert.deepEqual(
      github.comments.map(({ body }) => body),
      [`${MARKER} one`],
    );
  });

  for (const login of [undefined, 'robot'])
    it(`is edited in place behind 500 comments of others, by ${login ?? 'the token of a workflow'}`, async () => {
      github.login = login;
      for (let index = 0; index < 500; index++) github.add('somebody', `comment ${index}`);
      const own = github.add(login ?? 'github-actions[bot]', `${MARKER} old`);
      github.add('somebody', 'later');
      const { done, url } = await keepComment(client, pull, `${MARKER} new`, true);
      assert.deepEqual(
        [done, url, own.body, github.comments.length],
        ['edited', own.html_url, `${MARKER} new`, 502],
      );
    });

  it('of somebody else is left alone, even when it begins with our marker', async () => {
    const other = github.add('somebody', `${MARKER} mine`);
    const quoting = github.add('github-actions[bot]', `as ${MARKER} says`);
    assert.equal((await keepComment(client, pull, `${MARKER} new`, true)).done, 'posted');
    assert.deepEqual([other.body, quoting.body], [`${MARKER} mine`, `as ${MARKER} says`]);
  });

  it('is not touched when it says the same already', async () => {
    github.add('github-actions[bot]', `${MARKER} one`);
    assert.equal((await keepComment(client, pull, `${MARKER} one`, true)).done, 'unchanged');
    assert.deepEqual(
      github.requests.filter((request) => !request.startsWith('GET')),
      [],
    );
  });

  it('is not posted when nothing changes, but an earlier one is edited', async () => {
    assert.equal((await keepComment(client, pull, `${MARKER} none`, false)).done, 'not needed');
    assert.equal(github.comments.length, 0);
    const own = github.add('github-actions[bot]', `${MARKER} old`);
    assert.equal((await keepComment(client, pull, `${MARKER} none`, false)).done, 'edited');
    assert.equal(own.body, `${MARKER} none`);
  });

  it('is not posted when the token may not write', async () => {
    github.mayWrite = false;
    assert.deepEqual(await keepComment(client, pull, `${MARKER} one`, true), { done: 'not allowed' });
  });
});
