import { goodDeployment } from '../examples';
import { workloads, type Rule } from '../rule';
import { secretNames, secretShape } from '../secret-shapes';

/** A flag with the name of a secret, with or without its value, or a name with a value. */
const secretArgument = `^(--?([a-z0-9]+[-_.])*${secretNames}(=.+)?|([a-z0-9]+[-_.])*${secretNames}=.+)$`;

/** A condition of all texts in the commands and arguments of all containers. */
function ofCommands(condition: (text: string) => string): string {
  const lists = ['command', 'args'].map((list) => `(!has(c.${list}) || c.${list}.all(a, ${condition('a')}))`);
  return `variables.containers.all(c, ${lists.join(' && ')})`;
}

/** No secret in the specification of a pod. */
export const noLiteralSecrets: Rule = {
  name: 'no-literal-secrets',
  why: 'Who may list pods would read it, and it is in each old revision (Kubernetes, Good practices for Kubernetes Secrets).',
  matches: workloads,
  validations: [
    {
      expression: `variables.containers.all(c, !has(c.env) || c.env.all(e, !e.name.lowerAscii().matches('${secretNames}$') || !has(e.value) || e.value == ''))`,
      message: 'a variable with the name of a secret has its value in the pod',
      remedy: 'put the value into a Secret, and mount it',
    },
    {
      expression: `variables.containers.all(c, !has(c.env) || c.env.all(e, !has(e.value) || !e.value.matches('${secretShape}')))`,
      message: 'a variable has a private key, a token or a URL with a password',
      remedy: 'put the value into a Secret, and mount it',
    },
    {
      expression: ofCommands((text) => `!${text}.lowerAscii().matches('${secretArgument}')`),
      message: 'a command has an argument with the name of a secret',
      remedy: 'put the value into a Secret, mount it, and name its file instead',
    },
    {
      expression: ofCommands((text) => `!${text}.matches('${secretShape}')`),
      message: 'a command has a private key, a token or a URL with a password',
      remedy: 'put it into a Secret, mount it, and name its file instead',
    },
  ],
  good: [goodDeployment()],
  bad: [
    {
      what: 'a password is in the environment',
      at: 'spec.template.spec.containers.0.env.1',
      to: { name: 'DB_PASSWORD', value: 'x' },
    },
    {
      what: 'a key is in the environment, in small letters',
      at: 'spec.template.spec.containers.0.env.1',
      to: { name: 'apiKey', value: 'x' },
    },
    {
      what: 'a URL with a password is in the environment',
      at: 'spec.template.spec.initContainers.0.env.1',
      to: { name: 'SOURCE', value: 'https://reader:pass@a.example/' },
    },
    {
      what: 'a password is in the command',
      at: 'spec.template.spec.containers.0.command',
      to: ['run', '--db-password=x'],
    },
    {
      what: 'a token follows its flag in the arguments',
      at: 'spec.template.spec.initContainers.0.args',
      to: ['--token', 'x'],
    },
    {
      what: 'a private key is in the command',
      at: 'spec.template.spec.containers.0.command',
      to: ['run', '-----BEGIN PRIVATE KEY-----'],
    },
    {
      what: 'a URL with a password is in the arguments',
      at: 'spec.template.spec.containers.0.args',
      to: ['--db=postgresql://app:pass@db/app'],
    },
  ],
};
