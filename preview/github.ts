import type { Octokit } from '@octokit/rest';

import { MARKER } from './comment-text';

/** A pull request. */
export interface PullRequest {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** A comment that was found. */
interface Comment {
  readonly id: number;
  readonly body?: string | undefined;
  readonly html_url: string;
  readonly user: { readonly login: string } | null;
}

/** What became of a comment, and where it is. */
export interface Posted {
  readonly done: 'posted' | 'edited' | 'unchanged' | 'not needed' | 'not allowed';
  readonly url?: string;
}

/** Who a workflow's token belongs to. Such a token may not ask that itself. */
const ACTIONS = 'github-actions[bot]';

/**
 * Keeps one comment of ours on a pull request: posts it, or edits the one that is there in place.
 *
 * @param github - the client, with the token
 * @param pull - the pull request
 * @param body - the comment, which begins with {@link MARKER}
 * @param needed - whether to post it when there is none yet; an earlier one is edited in any case
 * @throws Error of the client for any answer but success, except that the token may not write
 */
export async function keepComment(
  github: Octokit,
  { owner, repo, number }: PullRequest,
  body: string,
  needed: boolean,
): Promise<Posted> {
  const earlier = await findOwn(github, { owner, repo, number });
  if (earlier?.body === body) return { done: 'unchanged', url: earlier.html_url };
  if (!earlier && !needed) return { done: 'not needed' };
  try {
    if (earlier) {
      const { data } = await github.rest.issues.updateComment({ owner, repo, comment_id: earlier.id, body });
      return { done: 'edited', url: data.html_url };
    }
    const { data } = await github.rest.issues.createComment({ owner, repo, issue_number: number, body });
    return { done: 'posted', url: data.html_url };
  } catch (error) {
    if (statusOf(error) === 403) return { done: 'not allowed' };
    throw error;
  }
}

/** Finds our comment among any number. What somebody else wrote is not ours, whatever it begins with. */
async function findOwn(github: Octokit, { owner, repo, number }: PullRequest): Promise<Comment | undefined> {
  const login = await ownLogin(github);
  const pages = github.paginate.iterator(github.rest.issues.listComments, {
    owner,
    repo,
    issue_number: number,
    per_page: 100,
  });
  for await (const { data } of pages) {
    const found = data.find(({ body, user }) => body?.startsWith(MARKER) && user?.login === login);
    if (found) return found;
  }
  return undefined;
}

async function ownLogin(github: Octokit): Promise<string> {
  try {
    return (await github.rest.users.getAuthenticated()).data.login;
  } catch (error) {
    if (statusOf(error) === 403) return ACTIONS;
    throw error;
  }
}

function statusOf(error: unknown): unknown {
  return error instanceof Error ? (error as { readonly status?: unknown }).status : undefined;
}
