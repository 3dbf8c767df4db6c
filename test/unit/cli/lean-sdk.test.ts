import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { leanSdk } from '../../../cli/node-options';
import { run } from '../../../local/host/command';
import { scratchFolder } from '../../support/unit/local';

const project = resolve(__dirname, '../../..');

describe('the start of Pulumi’s SDK by the commands', () => {
  const folder = scratchFolder();

  /** Runs JavaScript where Pulumi would start a program or a policy pack, with this project's packages. */
  async function started(command: string, script: string, NODE_OPTIONS = leanSdk()): Promise<string> {
    const start = join(folder(), 'node_modules', '@pulumi', 'pulumi', 'cmd', command);
    mkdirSync(start, { recursive: true });
    writeFileSync(join(start, 'index.js'), script);
    if (!existsSync(join(start, 'node_modules')))
      symlinkSync(join(project, 'node_modules'), join(start, 'node_modules'));
    const env = { ...process.env, NODE_OPTIONS, PULUMI_NODEJS_TYPESCRIPT: 'true' };
    return (await run('node', [start], { cwd: folder(), env })).trim();
  }

  const loaded = `require('@pulumi/pulumi');
    const names = Object.keys(require.cache).map((file) => /node_modules.(@npmcli.arborist|typescript)./.exec(file)?.[1]);
    console.log([...new Set(names.filter(Boolean))].sort().join(' '));`;

  for (const command of ['run', 'run-policy-pack'])
    it(`loads neither npm’s Arborist nor TypeScript (${command})`, async () => {
      assert.equal(await started(command, loaded), '');
    });

  it('leaves every other program of Node.js alone', async () => {
    assert.equal(await started('other', loaded), '@npmcli/arborist typescript');
    assert.equal(await started('other', 'console.log(new Error().stack.split("\\n").length > 1)'), 'true');
  });

  it('still serializes a function, which needs both', async () => {
    const script = `const { runtime } = require('@pulumi/pulumi');
      const text = 'kept';
      runtime.serializeFunction(() => text).then(({ text }) => console.log(/kept/.test(text)));`;
    assert.equal(await started('run', script), 'true');
  });

  it('runs TypeScript by tsx, and names the line of an error in the source', async () => {
    const file = join(folder(), 'program.ts');
    const lines = ['interface Left { out: string }', '', 'export function fail(left: Left): never {'];
    writeFileSync(file, [...lines, '  throw new Error(left.out);', '}', ''].join('\n'));
    const script = `try { require('../../../../../program').fail({ out: 'wrong' }); }
      catch (error) { console.log(error.stack.split('\\n').slice(0, 2).join('|')); }
      console.log(process.env.PULUMI_NODEJS_TYPESCRIPT);`;
    const [trace, typescript] = (await started('run', script)).split('\n');
    assert.match(trace ?? '', /^Error: wrong\| {4}at .*program\.ts:4:9\)$/);
    assert.equal(typescript, 'undefined');
  });

  it('keeps the options that the user has set, and adds its own once', () => {
    const set = leanSdk('--max-old-space-size=4096');
    assert.match(set, /^--max-old-space-size=4096 --require="[^"]+lean-sdk\.js"$/);
    assert.equal(leanSdk(set), set);
  });
});
