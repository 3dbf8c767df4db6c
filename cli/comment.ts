import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { z } from 'zod';

import { Failure, messageOf } from '../local/host/failure';
import { commentOf, noChangesComment } from '../preview/comment-text';
import { keepComment, type Posted, type PullRequest } from '../preview/github';
import { isUnchanged, previewReport, type PreviewReport } from '../preview/report';
import type { Context } from './context';

const USAGE = 'npm run comment -- FILE [--pull-request NUMBER], where npm run preview -- --json made FILE';
/** How long GitHub may take to answer a request, in milliseconds. */
const ANSWER_MS = 30_000;

/** What is read of the event that started a workflow. */
const pullRequestEvent = z.object({
  pull_request: z
    .object({
      number: z.number(),
      head: z.object({ repo: z.object({ full_name: z.string() }).nullable() }),
      base: z.object({ repo: z.object({ full_name: z.string() }) }),
    })
    .optional(),
});

/** Where the comment goes, and whether it is the pull request of a fork, whose token may not write. */
interface Destination extends PullRequest {
  readonly fork: boolean;
}

/**
 * Reads the pull request from the arguments and what GitHub Actions tells in the environment.
 *
 * @param number - the number in the arguments; default: that of the event
 * @param environment - with GITHUB_REPOSITORY, and GITHUB_EVENT_PATH for the event
 * @throws Failure when one is missing
 */
export function destinationOf(number: string | undefined, environment: NodeJS.ProcessEnv): Destination {
  const { GITHUB_REPOSITORY: repository = '', GITHUB_EVENT_PATH: file } = environment;
  const [, owner, repo] = /^([\w.-]+)\/([\w.-]+)$/.exec(repository) ?? [];
  if (owner === undefined || repo === undefined)
    throw new Failure('GITHUB_REPOSITORY has to be OWNER/NAME, as GitHub Actions sets it.');
  const event = file === undefined ? {} : pullRequestEvent.parse(JSON.parse(readFileSync(file, 'utf8')));
  const pull = event.pull_request;
  const chosen = number ?? String(pull?.number ?? '');
  if (!/^[1-9]\d{0,9}$/.test(chosen))
    throw new Failure(`No pull request: name it by --pull-request NUMBER. Usage: ${USAGE}`);
  const fork = pull !== undefined && pull.head.repo?.full_name !== pull.base.repo.full_name;
  return { owner, repo, number: Number(chosen), fork };
}

function reportIn(file: string): PreviewReport {
  try {
    return previewReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const [why = ''] = messageOf(error).split('\n');
    throw new Failure(`${file} is not what npm run preview -- --json printed: ${why}. Usage: ${USAGE}`, {
      cause: error,
    });
  }
}

/**
 * `npm run comment`: posts previews as a comment on a pull request, or edits the one that it posted before. Without changes it
 * posts none, and says so in the one that is there.
 */
export async function comment(_: Context, args: readonly string[]): Promise<number> {
  const { file, number } = commentArguments(args);
  const report = reportIn(file);
  const destination = destinationOf(number, process.env);
  const { GITHUB_TOKEN: token, GITHUB_API_URL: api } = process.env;
  if (token === undefined || token === '') {
    if (destination.fork) return told({ done: 'not allowed' }, destination);
    throw new Failure('GITHUB_TOKEN is not set: give the step `GITHUB_TOKEN: ${{ github.token }}`.');
  }
  // Loaded here: no other command needs it.
  const { Octokit } = await import('@octokit/rest');
  const github = new Octokit({
    auth: token,
    // It would log each refusal, of which some are expected. What matters is told below.
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    ...(api === undefined ? {} : { baseUrl: api }),
    request: { signal: AbortSignal.timeout(ANSWER_MS) },
  });
  const unchanged = report.stacks.every(isUnchanged);
  const body = unchanged ? noChangesComment(report) : commentOf(report);
  let posted: Posted;
  try {
    posted = await keepComment(github, destination, body, !unchanged);
  } catch (error) {
    throw new Failure(`GitHub took no comment on pull request ${destination.number}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return told(posted, destination);
}

function ignore(): void {
  // Nothing.
}

function commentArguments(args: readonly string[]): { file: string; number: string | undefined } {
  try {
    const options = { 'pull-request': { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error('exactly one FILE is needed');
    return { file, number: values['pull-request'] };
  } catch (error) {
    throw new Failure(`${messageOf(error)}. Usage: ${USAGE}`, { cause: error });
  }
}

/** Prints what became of the comment; gives the exit status. A fork's token may not write, which is nobody's fault. */
function told({ done, url }: Posted, { number, fork }: Destination): number {
  if (done !== 'not allowed') {
    const what = `comment ${done}${done === 'not needed' ? ', since nothing changes' : ''}`;
    process.stdout.write(`Pull request ${number}: ${what}${url === undefined ? '' : `, ${url}`}\n`);
    return 0;
  }
  if (!fork)
    throw new Failure(
      'The token may not write comments: give the job the permission `pull-requests: write`.',
    );
  process.stdout.write(`Pull request ${number}: no comment, since the token of a fork may not write one\n`);
  return 0;
}
