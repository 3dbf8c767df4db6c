import type { SystemName } from '../../../components/systems';
import type { StandInName } from './stand-ins';

/** The program of a throwaway stack: it deploys one system, or stand-ins for the published images of one system. */
export type Program = SystemName | StandInName;

/** The value of a secret setting, which Pulumi encrypts in the configuration. */
export interface SecretValue {
  readonly secret: string;
}

/** Settings of the system, by their names in its group. `undefined` removes a setting. */
export type Changes = Readonly<Record<string, string | number | boolean | SecretValue | undefined>>;

/** The settings that differ from the stack under test. Keys take 5 s, so that a test can kill their creator meanwhile. */
export const differing: Readonly<Record<Program, Changes>> = {
  cryptoserver: { replicas: 3, keysSeconds: 5, keepData: true },
  'stand-in': { replicas: 3, keepData: false },
  'hotels-stand-in': { keepData: false },
  tokens: {},
  hotels: { keepData: false },
  search: {},
};

/** The settings that are not copied: those that tests set, ports that only one stack can use, and secrets. */
export const dropped =
  /^(images?|createCommand|keysDigest|serveCommand|nodePort|.+NodePort|signingKey|previousSigningKey|catalogueUrl|database|keyGeneration|oldestGeneration)$/;
