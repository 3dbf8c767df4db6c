import { goodDeployment } from '../examples';
import { workloads, type Rule } from '../rule';

/** Names of what is secret. A name that ends in _FILE or _PATH is that of a file with it. */
const secretName =
  '(PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIALS?|PRIVATE_KEY|SIGNING_KEY|API_KEY|KEY_CURRENT|KEY_PREVIOUS)$';
/** A private key in PEM, or a URL with a password. */
const secretValue = '(-----BEGIN [A-Z ]*PRIVATE KEY-----|[a-z][a-z0-9+.-]*://[^/@ ]*:[^/@ ]+@)';

/** No secret in the specification of a pod. */
export const noLiteralSecrets: Rule = {
  name: 'no-literal-secrets',
  why: 'Who may list pods would read it, and it is in each old revision (Kubernetes, Good practices for Kubernetes Secrets).',
  matches: workloads,
  validations: [
    {
      expression: `variables.containers.all(c, !has(c.env) || c.env.all(e, !e.name.matches('${secretName}') || !has(e.value)))`,
      message: 'a variable with the name of a secret has its value in the pod',
      remedy: 'put the value into a Secret, and mount it',
    },
    {
      expression: `variables.containers.all(c, (!has(c.env) || c.env.all(e, !has(e.value) || !e.value.matches('${secretValue}'))) && (!has(c.command) || c.command.all(a, !a.matches('${secretValue}'))) && (!has(c.args) || c.args.all(a, !a.matches('${secretValue}'))))`,
      message: 'a private key or a URL with a password is in the pod',
      remedy: 'put it into a Secret, and mount it',
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
      what: 'a URL with a password is in the environment',
      at: 'spec.template.spec.initContainers.0.env.1',
      to: {
        name: 'SOURCE',
        value: 'https://reader:pass@a.example/',
      },
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
