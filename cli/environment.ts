import { layoutOf } from '../local/cluster/layout';
import { builtToolchain, checkUser, type Context } from './context';
import { prepareStackHome, stackEnvironment } from './stack';

/** `npm run -s env`: prints `export` commands for a POSIX shell. */
export async function environment(context: Context): Promise<number> {
  checkUser('env');
  const toolchain = await builtToolchain(context);
  const layout = layoutOf(context.paths, toolchain);
  const { PATH, ...variables } = stackEnvironment(layout, toolchain, process.env);
  prepareStackHome(layout, toolchain, variables);
  // They would be for every program of Node.js in that shell, also when this clone is gone.
  delete variables.NODE_OPTIONS;
  for (const [name, value] of Object.entries(variables))
    process.stdout.write(`export ${name}=${quote(value)}\n`);
  // The shell expands $PATH itself: npm has added folders to the PATH of this process.
  const [bin = ''] = PATH?.split(':') ?? [];
  if (!process.env.PATH?.split(':').includes(bin))
    process.stdout.write(`export PATH=${quote(bin)}:"$PATH"\n`);
  return 0;
}

/** Quotes a value for a POSIX shell. */
export function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}
