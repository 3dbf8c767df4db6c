import type { Raw } from '../../settings';
import { tokensDefaults } from './defaults';

/**
 * What is wrong between arguments or settings that are right by themselves; pure.
 *
 * @param given - the values that are set
 * @returns a line for each mistake, which starts with the name of an argument
 */
export function tokensConflicts({ keyGeneration, oldestGeneration, signingKey }: Raw): readonly string[] {
  const current = Number(keyGeneration ?? tokensDefaults.keyGeneration);
  // Beside a key of the user, the random key that signed before may be refused too.
  const most = signingKey === undefined ? current : current + 1;
  if (oldestGeneration === undefined || !(Number(oldestGeneration) > most)) return [];
  return [
    `oldestGeneration is ${Number(oldestGeneration)}: it must be at most ${most}, so that the verifiers know the key that signs`,
  ];
}
