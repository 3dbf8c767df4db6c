import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { parse, parseAllDocuments } from 'yaml';

import { containersOf, phraseOf, podSpecOf, type Container } from '../../manifests/object';
import { secretsScript } from '../../manifests/script';
import type { Source } from '../../manifests/secrets';
import type { KubernetesObject } from '../../manifests/state';

/** A shell script, and the shell that runs it. */
export interface Script {
  /** Its file, or the object and container that it is in. */
  readonly place: string;
  readonly shell: string;
  readonly text: string;
}

/** The first line of a script names its shell. */
const SHEBANG = /^#!.*\b(sh|bash|dash|ksh)\b/;

/** The files among some that are shell scripts: by their first line, or by their name. */
export function scriptFiles(files: readonly string[], project: string): Script[] {
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const shell = SHEBANG.exec(text)?.[1] ?? (file.endsWith('.sh') ? 'sh' : undefined);
    return shell === undefined ? [] : [{ place: relative(project, file), shell, text }];
  });
}

/** A container with all the commands that run in it. */
interface Commands extends Container {
  readonly startupProbe?: Handler;
  readonly readinessProbe?: Handler;
  readonly livenessProbe?: Handler;
  readonly lifecycle?: { readonly postStart?: Handler; readonly preStop?: Handler };
}

interface Handler {
  readonly exec?: { readonly command?: readonly string[] };
}

/**
 * The scripts that containers, their probes and their hooks run as `sh -c SCRIPT`.
 *
 * @param files - files of objects in YAML
 */
export function podScripts(files: readonly string[]): Script[] {
  const objects = files.flatMap((file) =>
    parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as KubernetesObject),
  );
  return objects.flatMap((object) =>
    containersOf(podSpecOf(object) ?? {}).flatMap((container) =>
      commandsOf(container).flatMap((words) => {
        const shell = /(?:^|\/)(sh|bash|dash)$/.exec(words[0] ?? '')?.[1];
        const text = words[words.findIndex((word) => /^-\w*c$/.test(word)) + 1];
        if (shell === undefined || text === undefined) return [];
        return [{ place: `${phraseOf(object)}, ${container.name}`, shell, text }];
      }),
    ),
  );
}

function commandsOf(container: Commands): (readonly string[])[] {
  const { command = [], args = [], startupProbe, readinessProbe, livenessProbe, lifecycle } = container;
  const handlers = [startupProbe, readinessProbe, livenessProbe, lifecycle?.postStart, lifecycle?.preStop];
  return [[...command, ...args], ...handlers.flatMap((handler) => [handler?.exec?.command ?? []])];
}

interface Step {
  readonly run?: string;
}

/** What is read of a workflow, or of an action in the repository. */
interface Workflow {
  readonly jobs?: Readonly<Record<string, { readonly steps?: readonly Step[] }>>;
  readonly runs?: { readonly steps?: readonly Step[] };
}

/** The scripts in workflows and actions of GitHub. What `${{ }}` is replaced by is a word here. */
export function workflowScripts(files: readonly string[], project: string): Script[] {
  return files.flatMap((file) => {
    const { jobs = {}, runs } = parse(readFileSync(file, 'utf8')) as Workflow;
    const steps = [...Object.values(jobs), ...(runs ? [runs] : [])].flatMap(({ steps = [] }) => steps);
    return steps.flatMap(({ run }) =>
      run === undefined
        ? []
        : [
            {
              place: relative(project, file),
              shell: 'bash',
              text: run.replaceAll(/\$\{\{.*?\}\}/g, 'value'),
            },
          ],
    );
  });
}

/** The scripts in the pipeline of GitLab. */
export function pipelineScripts(project: string): Script[] {
  const place = '.gitlab-ci.yml';
  const jobs = parse(readFileSync(join(project, place), 'utf8')) as Readonly<Record<string, unknown>>;
  return Object.values(jobs).flatMap((job) => {
    const { before_script: before, script } = job as { before_script?: unknown; script?: unknown };
    return [before, script]
      .filter((lines): lines is readonly string[] => Array.isArray(lines))
      .map((lines) => ({ place, shell: 'sh', text: lines.join('\n') }));
  });
}

/** The script that `npm run manifests` writes, for Secrets with every kind of value. */
export function manifestsScript(): Script {
  const sources: readonly Source[] = [
    { kind: 'bytes', length: 32 },
    { kind: 'password', length: 32 },
    { kind: 'asked', variable: 'SECRET' },
  ];
  const values = sources.map((source) => ({ key: source.kind, source, readers: [] }));
  const metadata = { name: 'secret', namespace: 'secrets' };
  const object = { apiVersion: 'v1', kind: 'Secret', metadata, immutable: true };
  const secret = { ...metadata, resource: 'secret', object, values };
  const text = secretsScript([secret, { ...secret, name: 'other' }], ['secrets/namespace.yaml']);
  return { place: 'what manifests/script.ts writes', shell: 'sh', text };
}
