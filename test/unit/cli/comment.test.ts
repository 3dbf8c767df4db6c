import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { main } from '../../../cli/main';
import { MARKER } from '../../../preview/comment-text';
import { GitHub } from '../../support/unit/github';
import { changeOf, previewOf } from '../preview/make-previews';

describe('npm run comment', () => {
  let folder: string;
  let github: GitHub;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'shared-keys-comment-'));
    github = new GitHub();
    await github.start();
  });
  afterEach(async () => {
    await github.stop();
    rmSync(folder, { recursive: true });
  });

  const write = (name: string, content: unknown): string => {
    writeFileSync(join(folder, name), JSON.stringify(content));
    return join(folder, name);
  };
  const changed = () =>
    write('changed.json', { version: 1, stacks: [previewOf('dev', { changes: [changeOf('update')] })] });
  const unchanged = () => write('unchanged.json', { version: 1, stacks: [previewOf('dev')] });
  const event = (head: string) =>
    write(`${head.replace('/', '-')}.json`, {
      pull_request: {
        number: 7,
        head: { repo: { full_name: head } },
        base: { repo: { full_name: 'me/stack' } },
      },
    });

  /** Runs the command as a workflow does; gives its status and what it printed. */
  async function run(args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
    const before = { ...process.env };
    const { stdout, stderr } = process;
    let printed = '';
    const write = { value: { write: (text: string) => (printed += text) }, configurable: true };
    Object.assign(process.env, {
      GITHUB_REPOSITORY: 'me/stack',
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: 'token',
      GITHUB_EVENT_PATH: event('me/stack'),
      ...variables,
    });
    Object.defineProperties(process, { stdout: write, stderr: write });
    try {
      return { status: await main(['comment', ...args]), printed };
    } finally {
      Object.defineProperties(process, {
        stdout: { value: stdout, configurable: true },
        stderr: { value: stderr, configurable: true },
      });
      for (const name of [
        'GITHUB_REPOSITORY',
        'GITHUB_API_URL',
        'GITHUB_TOKEN',
        'GITHUB_EVENT_PATH',
        'PATH',
      ]) {
        if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = before[name];
      }
    }
  }

  it('posts the previews on the pull request of the event, then edits the comment', async () => {
    assert.deepEqual(await run([changed()]), {
      status: 0,
      printed: 'Pull request 7: comment posted, https://github.example/1\n',
    });
    const [posted] = github.comments;
    assert.equal(posted!.body.split('\n')[2], '**1 stack: dev changes 1 · policies pass**');
    const { printed } = await run([unchanged()]);
    assert.equal(printed, 'Pull request 7: comment edited, https://github.example/1\n');
    assert.equal(
      posted!.body,
      `${MARKER}\n\n**No changes any more.** 1 stack: dev unchanged · policies pass`,
    );
  });

  it('posts none when nothing changes and none is there', async () => {
    const { status, printed } = await run([unchanged()]);
    assert.deepEqual([status, printed], [0, 'Pull request 7: comment not needed, since nothing changes\n']);
    assert.deepEqual(github.comments, []);
  });

  it('goes to the pull request that is named', async () => {
    await run([changed(), '--pull-request', '12']);
    assert.ok(github.requests.includes('POST /repos/me/stack/issues/12/comments'), github.requests.join());
  });

  it('posts nothing for a fork, whose token may not write or is missing, and does not fail', async () => {
    github.mayWrite = false;
    const fork = { GITHUB_EVENT_PATH: event('stranger/stack') };
    for (const variables of [fork, { ...fork, GITHUB_TOKEN: '' }])
      assert.deepEqual(await run([changed()], variables), {
        status: 0,
        printed: 'Pull request 7: no comment, since the token of a fork may not write one\n',
      });
  });

  it('fails in a line that says which permission is missing', async () => {
    github.mayWrite = false;
    assert.deepEqual(await run([changed()]), {
      status: 1,
      printed:
        'error: The token may not write comments: give the job the permission `pull-requests: write`.\n',
    });
  });

  for (const [what, args, variables, message] of [
    ['a file', [], {}, /^error: exactly one FILE is needed\. Usage: .*\n$/],
    [
      'a report in the file',
      ['package.json'],
      {},
      /^error: package\.json is not what npm run preview -- --json printed: .*\n$/,
    ],
    ['a number', ['changed', '--pull-request', '1;2'], {}, /^error: No pull request: .*\n$/],
    [
      'a repository',
      ['changed'],
      { GITHUB_REPOSITORY: 'me' },
      /^error: GITHUB_REPOSITORY has to be OWNER\/NAME/,
    ],
    ['a token', ['changed'], { GITHUB_TOKEN: '' }, /^error: GITHUB_TOKEN is not set: .*\n$/],
  ] as const)
    it(`fails in a line without ${what}`, async () => {
      const file = changed();
      const { status, printed } = await run(
        args.map((arg) => (arg === 'changed' ? file : arg)),
        variables,
      );
      assert.equal(status, 1);
      assert.match(printed, message);
      assert.deepEqual(github.comments, []);
    });
});
