import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';

import type { CommandOptions } from '../../local/host/command';
import { messageOf } from '../../local/host/failure';
import { pathsFrom } from '../../local/host/paths';
import { contentOf, filesBelow, unlessPassed } from '../runner/passed';
import { interrupted } from '../support/live/interruption';
import { skip } from '../support/skip';
import { answers } from './answers';
import type { Command } from './ask';
import { checkov } from './checkov';
import { objections, type JudgeName, type Verdict } from './finding';
import { hadolint } from './hadolint';
import { kubeScore } from './kube-score';
import { writeObjects } from './objects';
import {
  manifestsScript,
  pipelineScripts,
  podScripts,
  scriptFiles,
  workflowScripts,
  type Script,
} from './scripts';
import { shellcheck } from './shellcheck';
import { commandOf } from './tools';
import { zizmor } from './zizmor';

describe('what is deployed, judged by others', function () {
  // The first run downloads the judges, and builds one.
  this.timeout(15 * 60_000);
  this.slow(60_000);

  const project = resolve(__dirname, '..', '..');
  const paths = pathsFrom(process.env, project);
  const sources = contentOf(project);
  const files = filesBelow(project);
  const named = (pattern: RegExp): string[] => files.filter((file) => pattern.test(relative(project, file)));

  let folder: string;
  /** The files of the objects, which are made only when a judge wants them. */
  let made: Promise<readonly string[]> | undefined;
  const objects = (): Promise<readonly string[]> => (made ??= writeObjects(join(folder, 'objects')));
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'judges-'));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  type Ask = (command: Command, options: CommandOptions) => Promise<Verdict>;
  /** A judge that finds nothing that is not answered; not asked again when it has said so of the same sources. */
  function judged(judge: JudgeName, what: string, ask: Ask): void {
    it(`${what} by ${judge}: nothing is found but what test/judges/answers.ts answers`, async function () {
      await unlessPassed(paths.cache, ['judges', judge, process.version, sources], async () => {
        const command = await commandOf(judge, paths, { signal: interrupted }).catch((error: unknown) =>
          skip(this, `${judge} cannot be had: ${messageOf(error)}`),
        );
        // No settings of the user or of the machine, which could answer a finding.
        const options = { cwd: folder, env: { HOME: folder, PATH: process.env.PATH }, signal: interrupted };
        const wrong = objections(judge, await ask(command, options), answers);
        if (wrong.length > 0) assert.fail(wrong.join('\n'));
      });
    });
  }

  judged('kube-score', 'the objects', async (command, options) =>
    kubeScore(command, await objects(), options),
  );
  judged('checkov', 'the objects', async (command, options) => checkov(command, await objects(), options));
  judged('hadolint', 'the Dockerfiles', (command, options) =>
    hadolint(command, named(/(^|\/)Dockerfile$/), project, options),
  );
  judged('shellcheck', 'the scripts', async (command, options) =>
    shellcheck(command, await scripts(), options),
  );
  judged('zizmor', 'the workflows', (command, options) =>
    zizmor(command, named(/^\.github\/.*\.yml$/), project, options),
  );

  async function scripts(): Promise<readonly Script[]> {
    const all = [
      ...scriptFiles(files, project),
      ...podScripts(await objects()),
      ...workflowScripts(named(/^\.github\/(workflows\/.*|actions\/.*\/action)\.yml$/), project),
      ...pipelineScripts(project),
      manifestsScript(),
    ];
    // What runs in many pods, or is a file too, is judged once.
    return all.filter(({ text }, index) => all.findIndex((other) => other.text === text) === index);
  }
});
