import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const project = resolve(__dirname, '..', '..', '..');
const workflows = join('.github', 'workflows');
const files = [
  '.gitlab-ci.yml',
  join('.github', 'actions', 'prepare', 'action.yml'),
  ...readdirSync(join(project, workflows)).map((file) => join(workflows, file)),
];
const read = (file: string): string => readFileSync(join(project, file), 'utf8');
const { scripts, dependencies } = JSON.parse(read('package.json')) as Record<
  'scripts' | 'dependencies',
  Readonly<Record<string, string>>
>;

describe('The pipelines on GitHub and GitLab', () => {
  it('call only commands that there are', () => {
    const called = files.flatMap((file) =>
      [...read(file).matchAll(/npm (?:run (?:-s )?)([\w:-]+)/g)].map(([, command = '']) => command),
    );
    assert.deepEqual(
      called.filter((command) => !(command in scripts)),
      [],
    );
    for (const command of ['preview', 'deploy', 'review', 'reprovision']) assert.ok(called.includes(command));
  });

  it('install the Pulumi that the packages are of', () => {
    const versions = files.flatMap((file) =>
      [...read(file).matchAll(/pulumi-version: (\S+)|image: pulumi\/pulumi:(\S+)/g)].map(
        ([, action, image]) => action ?? image,
      ),
    );
    assert.deepEqual(versions, [dependencies['@pulumi/pulumi'], dependencies['@pulumi/pulumi']]);
  });
});
