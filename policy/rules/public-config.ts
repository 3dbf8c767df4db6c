import { goodData } from '../examples';
import type { Rule } from '../rule';
import { secretNames, secretShape } from '../secret-shapes';

/** A line of a file that gives a value to the name of a secret. */
const secretLine = `(^|[\\n])[ \\t]*["]?([a-z0-9]+[-_.])*${secretNames}["]?[ \\t]*[=:][ \\t]*[^ \\t\\n]`;

/** How many characters an entry may have: a longer one would cost more than the API server lets an expression cost. */
const longest = 50_000;

/** A condition of all entries of a ConfigMap. */
function ofEntries(condition: string): string {
  return `!has(object.data) || object.data.all(key, ${condition})`;
}

/** ConfigMaps without secrets. */
export const publicConfig: Rule = {
  name: 'public-config',
  why: 'A ConfigMap is neither encrypted nor guarded as Secrets are (Kubernetes, ConfigMaps: caution).',
  matches: ['ConfigMap'],
  validations: [
    {
      expression: ofEntries(
        `!key.lowerAscii().matches('${secretNames}$') && !object.data[key].lowerAscii().matches('${secretLine.replaceAll('\\', '\\\\')}')`,
      ),
      message: 'an entry, or a line of one, has the name of a secret',
      remedy: 'put the value into a Secret, and mount it',
    },
    {
      expression: ofEntries(`!object.data[key].matches('${secretShape}')`),
      message: 'an entry has a private key, a token or a URL with a password',
      remedy: 'put the value into a Secret, and mount it',
    },
    {
      expression: ofEntries(`size(object.data[key]) <= ${longest}`),
      message: 'an entry is too long to be judged',
      remedy: 'put the file into the image',
    },
    {
      expression: '!has(object.binaryData) || size(object.binaryData) == 0',
      message: 'nobody can tell what is in its binary data',
      remedy: 'put text into `data`, or the file into the image',
    },
  ],
  good: [
    {
      ...goodData('ConfigMap'),
      data: { DB_HOST: 'db', DB_PASSWORD_FILE: '/run/password', 'app.conf': 'a = 1\n' },
    },
  ],
  bad: [
    { what: 'an entry is a password', at: ['data', 'DB_PASSWORD'], to: 'x' },
    { what: 'a line sets a password', at: ['data', 'app.conf'], to: 'a = 1\npassword = x\n' },
    {
      what: 'an entry is a URL with a password',
      at: ['data', 'DB_HOST'],
      to: 'postgresql://app:pass@db/app',
    },
    { what: 'an entry is a private key', at: ['data', 'app.conf'], to: '-----BEGIN PRIVATE KEY-----' },
    {
      what: 'an entry is a JSON Web Token',
      at: ['data', 'DB_HOST'],
      to: `eyJ${'a'.repeat(10)}.eyJ${'a'.repeat(10)}.`,
    },
    { what: 'an entry is long', at: ['data', 'app.conf'], to: 'a'.repeat(longest + 1) },
    { what: 'it has binary data', at: 'binaryData', to: { 'keys.bin': 'AAAA' } },
  ],
};
