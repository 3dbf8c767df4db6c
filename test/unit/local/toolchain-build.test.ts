import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { run } from '../../../local/host/command';
import { Failure } from '../../../local/host/failure';
import {
  build,
  builtFolder,
  isBuilt,
  removeLeftovers,
  type BuildSettings,
} from '../../../local/toolchain/build';
import type { Tool } from '../../../local/toolchain/tools';
import { ended, fakeCommand, pidIn, scratchFolder, unexpected } from '../../support/unit/local';

const tool: Tool = {
  name: 'greeter',
  packages: ['.'],
  links: { greeter: ['hello', 'welcome'] },
  variables: { 'main.version': '1.2.3' },
  embedded: { 'words.txt': { module: 'example.org/words', path: 'lists/words.txt' } },
};

/** A module that embeds a file of another module. */
const sources = {
  'go.mod':
    'module example.org/greeter\n\ngo 1.26.0\n\nrequire example.org/words v1.0.0\n\nreplace example.org/words => ./words\n',
  'main.go': `package main

import (
	_ "embed"
	"os"

	_ "example.org/words"
)

//go:embed words.txt
var words string

var version = "unset"

func main() { os.Stdout.WriteString(version + " " + words) }
`,
  'words/go.mod': 'module example.org/words\n\ngo 1.26.0\n',
  'words/words.go': 'package words\n',
  'words/lists/words.txt': 'good morning',
};

/** A fake `go` with the commands that a build needs; `go build` runs the script. */
const fakeGo = (script: string): string => `
case "$1" in
  list) case "$*" in *"{{.Dir}}"*) echo "$PWD/words" ;; *) echo "one
two" ;; esac ;;
  build) ${script} ;;
esac`;

describe('building a tool', () => {
  const folder = scratchFolder();
  const settings = (): BuildSettings => ({
    project: join(folder(), 'project'),
    cache: join(folder(), 'cache'),
    go: 'go1.26.8',
  });
  const module = (): string => join(settings().project, 'local', 'tools', tool.name);
  const ignore = (): void => undefined;
  /** The files in the cache, except for the logs of Go. */
  const cached = (): string[] =>
    [settings().cache, join(settings().cache, 'tools')]
      .flatMap((place) => (existsSync(place) ? readdirSync(place) : []))
      .filter((name) => name !== 'logs' && name !== 'tools');
  const withGo = (script: string): { env: NodeJS.ProcessEnv } => ({
    env: { ...process.env, PATH: fakeCommand(folder(), 'go', fakeGo(script)) },
  });
  /** Script of a fake build: writes a file with the name of the tool into the folder after -o. */
  const building = 'while [ "$1" != -o ]; do shift; done; echo built >"$2/greeter"';

  beforeEach(() => {
    for (const [name, text] of Object.entries(sources)) {
      mkdirSync(dirname(join(module(), name)), { recursive: true });
      writeFileSync(join(module(), name), text);
    }
  });

  it('with Go makes a program with its variables, links and files embedded from another module', async function () {
    this.timeout(120_000); // Go may have to compile its standard library first.
    assert.ok(!isBuilt(settings(), tool, unexpected));
    await build(settings(), tool, {}, ignore);
    const bin = join(builtFolder(settings(), tool), 'bin');
    assert.deepEqual(readdirSync(bin).sort(), ['greeter', 'hello', 'welcome']);
    assert.equal(await run(join(bin, 'welcome'), []), '1.2.3 good morning');
    assert.ok(isBuilt(settings(), tool, unexpected));
    assert.deepEqual(cached(), [builtFolder(settings(), tool).split('/').at(-1)]);
  });

  it('that does not compile fails in one line, with the path of the full output', async function () {
    this.timeout(120_000);
    writeFileSync(join(module(), 'main.go'), 'package main\n\nfunc main() { undefined() }\n');
    await assert.rejects(build(settings(), { ...tool, embedded: {} }, {}, ignore), (error: Error) => {
      const [, log = ''] =
        /^go build -v ended with status 1: .*\(full output: (.*)\)$/.exec(error.message) ?? [];
      assert.match(readFileSync(log, 'utf8'), /main\.go:3:15: undefined: undefined/);
      return true;
    });
    assert.deepEqual(cached(), []);
  });

  it('uses another folder for each tool, each version of Go and each change of the sources', () => {
    const places = [
      builtFolder(settings(), tool),
      builtFolder(settings(), { ...tool, variables: { 'main.version': '1.2.4' } }),
      builtFolder({ ...settings(), go: 'go1.26.9' }, tool),
    ];
    assert.equal(builtFolder(settings(), tool), places[0]);
    writeFileSync(join(module(), 'words', 'words.go'), 'package words // changed\n');
    places.push(builtFolder(settings(), tool));
    assert.equal(new Set(places).size, 4);
  });

  it('reports its progress', async () => {
    const reports: string[] = [];
    const options = withGo(`echo one >&2; echo "go: a message" >&2; echo two >&2; ${building}`);
    await build(settings(), tool, options, (text) => reports.push(text));
    assert.deepEqual(reports, [
      'resolving modules',
      '1 of at most 2 packages',
      '2 of at most 2 packages',
      '',
    ]);
  });

  it('reports a damaged result, and is repeated', async () => {
    await build(settings(), tool, withGo(building), ignore);
    writeFileSync(join(builtFolder(settings(), tool), 'bin', 'greeter'), '');
    const notes: string[] = [];
    assert.ok(!isBuilt(settings(), tool, (text) => notes.push(text)));
    assert.deepEqual(notes, [
      ' ! greeter in the cache is damaged (bin/greeter has changed) and will be built again.',
    ]);
    await build(settings(), tool, withGo(building), ignore);
    assert.ok(isBuilt(settings(), tool, unexpected));
  });

  it('on a full disk fails with that reason, even when Go prints more, and leaves no files behind', async () => {
    const script = 'echo "write /tmp/b1/x.a: no space left on device" >&2; echo "go: more" >&2; exit 1';
    await assert.rejects(build(settings(), tool, withGo(script), ignore), {
      name: 'Failure',
      message:
        'The disk is full: free some space, then run this command again (write /tmp/b1/x.a: no space left on device).',
    });
    assert.deepEqual(cached(), []);
  });

  it('that is stopped also stops the compiler, and leaves no files behind', async () => {
    const pid = join(folder(), 'pid');
    const stop = new AbortController();
    const reason = new Failure('stopped by SIGINT');
    // Like Go, the script creates its temporary folder in GOTMPDIR.
    const script = `mkdir "$GOTMPDIR/go-build1"; echo $$ >${pid}; exec sleep 60`;
    const running = build(settings(), tool, { ...withGo(script), signal: stop.signal }, ignore);
    const compiler = await pidIn(pid);
    assert.equal(cached().length, 2);
    stop.abort(reason);
    await assert.rejects(running, reason);
    await ended(compiler);
    assert.deepEqual(cached(), []);
  });

  it('that was killed is cleaned up by the next run, which keeps the files of running builds', () => {
    const gone = 2 ** 22 + 1;
    const tools = join(settings().cache, 'tools');
    const kept = [join(tools, 'greeter-0123'), join(tools, `.greeter-${process.pid}-AbCdEf`)];
    const left = [join(tools, `.greeter-${gone}-AbCdEf`), join(settings().cache, `.go-${gone}-AbCdEf`)];
    for (const place of [...kept, ...left]) mkdirSync(join(place, 'bin'), { recursive: true });
    removeLeftovers(settings().cache);
    assert.deepEqual(kept.filter(existsSync), kept);
    assert.deepEqual(left.filter(existsSync), []);
    removeLeftovers(join(folder(), 'no-cache-yet'));
  });
});
