import { join } from 'node:path';

/**
 * The value of NODE_OPTIONS with which Pulumi's programs and policy packs start faster, by `lean-sdk.js`. All
 * other programs of Node.js are as before.
 *
 * @param options - the value that the user has set; default: none
 */
export function leanSdk(options = ''): string {
  // In double quotes, as Node.js wants it for a path with spaces.
  const preload = `--require=${JSON.stringify(join(__dirname, 'lean-sdk.js'))}`;
  return options.includes(preload) ? options : [options, preload].filter(Boolean).join(' ');
}
