import { Failure } from '../host/failure';
import { run, type CommandOptions } from '../host/command';

/** The oldest Go version that can build the tools: the `go` line of their go.mod files. */
const OLDEST_GO = [1, 26] as const;

/**
 * Checks that the local cluster can run on this machine.
 *
 * @param user - the user id; undefined on Windows.
 * @param command - the npm script that runs, for the error message; `up` by default.
 * @throws {@link Failure} with the requirement that is not met and the way out.
 */
export function checkMachine(platform: NodeJS.Platform, user: number | undefined, command = 'up'): void {
  const otherwise = 'or deploy to a cluster of your own (README, "Your own cluster").';
  if (platform !== 'linux') {
    throw new Failure(
      `The local cluster needs Linux, and this is ${platform}: use a Linux machine, ${otherwise}`,
    );
  }
  if (user !== 0) {
    // Plain sudo resets PATH, and may then not find Go and Node.
    const sudo = `sudo env "PATH=$PATH" npm run ${command}`;
    throw new Failure(`The local cluster needs root: run \`${sudo}\`, ${otherwise}`);
  }
}

/**
 * Returns the version of the installed Go, such as `go1.26.8`.
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
      `Go ${needed} or newer is needed to build the tools, but \`go\` cannot be run: install Go, or add it to PATH.`,
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
      `Go ${needed} or newer is needed to build the tools, but this is ${printed}: update Go.`,
    );
  }
  return printed;
}
