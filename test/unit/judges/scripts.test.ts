import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import {
  manifestsScript,
  pipelineScripts,
  podScripts,
  scriptFiles,
  workflowScripts,
} from '../../judges/scripts';
import { shellcheck } from '../../judges/shellcheck';
import { fakeCommand, scratchFolder } from '../../support/unit/local';

describe('the scripts that are judged', () => {
  const folder = scratchFolder();
  const write = (path: string, text: string): string => {
    const file = join(folder(), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };

  it('are files whose first line or name says so', () => {
    const files = [
      write('run', '#!/usr/bin/env bash\nls\n'),
      write('start', '#!/bin/sh\nls\n'),
      write('inlined.sh', '# No shell here.\nls\n'),
      write('main.py', '#!/usr/bin/env python3\n'),
      write('main.ts', "const script = '#!/bin/sh';\n"),
    ];
    assert.deepEqual(
      scriptFiles(files, folder()).map(({ place, shell }) => `${place} ${shell}`),
      ['run bash', 'start sh', 'inlined.sh sh'],
    );
  });

  it('are what containers run by a shell, as their command, in a probe or in a hook', () => {
    const containers = [
      { name: 'one', command: ['/bin/sh', '-c', 'echo "$1"', 'name', 'word'] },
      { name: 'two', command: ['bash'], args: ['-ec', 'ls'] },
      { name: 'three', command: ['node', '-c', 'main.js'] },
      {
        name: 'four',
        livenessProbe: { exec: { command: ['sh', '-c', 'alive'] } },
        readinessProbe: { httpGet: { path: '/' } },
        lifecycle: { preStop: { exec: { command: ['sh', '-c', 'stop'] } } },
      },
    ];
    const pod = (name: string): string =>
      JSON.stringify({ kind: 'Pod', metadata: { namespace: 'a', name }, spec: { containers } });
    const file = write('objects.yaml', `kind: Service\nmetadata: { name: b }\n---\n${pod('c')}\n`);
    assert.deepEqual(
      podScripts([file]).map(({ place, shell, text }) => [place, shell, text]),
      [
        ['Pod a/c, one', 'sh', 'echo "$1"'],
        ['Pod a/c, two', 'bash', 'ls'],
        ['Pod a/c, four', 'sh', 'alive'],
        ['Pod a/c, four', 'sh', 'stop'],
      ],
    );
  });

  it('are the steps of workflows and actions, and the jobs of pipelines', () => {
    const workflow = write('w.yml', 'jobs: { a: { steps: [{ uses: b }, { run: "echo ${{ c }} d" }] } }\n');
    const action = write('a/action.yml', 'runs: { using: composite, steps: [{ run: ls }] }\n');
    assert.deepEqual(
      workflowScripts([workflow, action], folder()).map(({ place, text }) => `${place}: ${text}`),
      ['w.yml: echo value d', 'a/action.yml: ls'],
    );
    const jobs = 'stages: [a]\nimage: b\nc:\n  before_script: [d]\n  script: [e, f]\n';
    write('.gitlab-ci.yml', jobs);
    assert.deepEqual(
      pipelineScripts(folder()).map(({ text }) => text),
      ['d', 'e\nf'],
    );
  });

  it('are what npm run manifests writes, with each way to make a value', () => {
    const { text } = manifestsScript();
    for (const call of ['$(bytes 32)', '$(password 32)', '$(asked SECRET)'])
      assert.ok(text.includes(call), call);
  });

  it('cannot turn their judge off by a comment', async () => {
    fakeCommand(folder(), 'shellcheck', `cat >/dev/null; echo '{"comments":[]}'`);
    const verdict = (text: string) =>
      shellcheck([join(folder(), 'bin', 'shellcheck')], [{ place: 'a', shell: 'sh', text }], {});
    assert.deepEqual((await verdict('ls\n')).findings, []);
    const { findings } = await verdict('# shellcheck disable=SC2086\nls $A\n');
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['directive'],
    );
  });
});
