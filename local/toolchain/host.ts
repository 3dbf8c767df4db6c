import { Failure } from '../host/failure';
import { run, type CommandOptions } from '../host/command';

/** The oldest Go that builds the tools; the `go` line of their go.mod files. */
const OLDEST_GO = [1, 26] as const;

/**
 * Checks that this machine can carry the local cluster, before anything is made.
 *
 * @param command - what is run, to be named again.
 * @throws {@link Failure} naming what is missing and the way out.
 */
export function checkMachine(platform: NodeJS.Platform, user: number | undefined, command = 'up'): void {
  const otherwise = 'or deploy to a cluster of your own (README, "Your own cluster").';
  if (platform !== 'linux') {
    throw new Failure(
      `The local cluster needs Linux, and this is ${platform}: use a Linux machine, ${otherwise}`,
    );
  }
  if (user !== 0) {
    // Plain sudo has a path of its own, without the Go and Node that are installed elsewhere.
    const sudo = `sudo env "PATH=$PATH" npm run ${command}`;
    throw new Failure(`The local cluster needs root: go on with \`${sudo}\`, ${otherwise}`);
  }
}

/**
 * Gives the version of the Go toolchain, such as `go1.26.8`.
 *
 * @throws {@link Failure} when Go is missing or too old.
 */
export async function goVersion(options: CommandOptions): Promise<string> {
  const needed = OLDEST_GO.join('.');
  let printed: string;
  try {
    printed = await run('go', ['env', 'GOVERSION'], options);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new Failure(
      `Go ${needed} or newer is needed to build the tools, and \`go\` cannot be run: install Go, or put it on the path.`,
      {
        cause: error,
      },
    );
  }
  const [major = 0, minor = 0] = printed
    .replace(/^go/, '')
    .split('.')
    .map((part) => Number.parseInt(part, 10));
  if (major < OLDEST_GO[0] || (major === OLDEST_GO[0] && minor < OLDEST_GO[1])) {
    throw new Failure(
      `Go ${needed} or newer is needed to build the tools, and this is ${printed}: update Go.`,
    );
  }
  return printed;
}
