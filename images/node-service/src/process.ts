import { log } from './log';
import { SettingsError } from './settings';

/** The exit status for wrong arguments or settings. */
export const MISUSE = 2;

/** The signals that stop a service, each with the exit status of a process that it ended: 128 and its number. */
export const STOP_SIGNALS = { SIGTERM: 143, SIGINT: 130 } as const;

/** The name of a signal that stops a service. */
export type StopSignal = keyof typeof STOP_SIGNALS;

/**
 * A service.
 *
 * @param args - the arguments of its command line
 * @param env - the environment of the process
 * @param stop - aborted by the first SIGTERM or SIGINT, with the signal's name as the reason
 * @returns the exit status
 */
export type Service = (args: readonly string[], env: NodeJS.ProcessEnv, stop: AbortSignal) => Promise<number>;

/**
 * Runs a service and ends the process with its exit status. Without a handler the first process of a container would
 * ignore SIGTERM. A `SettingsError` ends with status 2 and one log line for each wrong setting, any other error with
 * status 1 and its message.
 */
export function run(service: Service): void {
  const stop = new AbortController();
  for (const signal of Object.keys(STOP_SIGNALS) as StopSignal[]) {
    process.on(signal, () => stop.abort(signal));
  }
  service(process.argv.slice(2), process.env, stop.signal).then(
    (status) => process.exit(status),
    (error: unknown) => {
      if (error instanceof SettingsError) {
        reportSettings(error);
        process.exit(MISUSE);
      }
      // The cause is outside the program, such as a taken port or a full disk: its message suffices without a stack.
      log('error', error instanceof Error ? error.message : String(error));
      process.exit(1);
    },
  );
}

function reportSettings({ wrong }: SettingsError): void {
  for (const { setting, value, allowed } of wrong) {
    const is = value === undefined ? 'not set' : JSON.stringify(value);
    log('error', `${setting} is ${is}: it must be ${allowed}`, { setting, value, allowed });
  }
}
