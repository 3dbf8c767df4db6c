import * as fs from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

/**
 * Compiles the folder `src` of a TypeScript project with the settings of that project. Types are not checked here: the
 * build of the image checks them.
 *
 * @param project - the folder with tsconfig.json
 * @param folder - the folder for the compiled files; created if missing
 */
export function transpile(project: string, folder: string): void {
  const config = ts.readConfigFile(join(project, 'tsconfig.json'), (path) => fs.readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, project);
  fs.mkdirSync(folder, { recursive: true });
  for (const name of fs.readdirSync(join(project, 'src'))) {
    const fileName = join(project, 'src', name);
    const { outputText } = ts.transpileModule(fs.readFileSync(fileName, 'utf8'), {
      fileName,
      compilerOptions: options,
    });
    fs.writeFileSync(join(folder, name.replace(/\.ts$/, '.js')), outputText);
  }
}
