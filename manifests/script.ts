import { stringify } from 'yaml';

import { plainOf } from './object';
import type { NeededSecret, SecretValue, Source } from './secrets';

/** The file that makes the Secrets. */
export const SCRIPT = 'make-secrets.sh';

const head = `#!/bin/sh
# Makes the namespaces and the Secrets of the stack, without showing a value. A Secret that is there stays as it is.
# Arguments go to kubectl: sh ${SCRIPT} --context=prod
set -eu
cd "$(dirname "$0")"
`;

/** The shell functions that give the values, on standard output. */
const functions: Readonly<Record<Source['kind'], string>> = {
  bytes: `
# Random bytes, in base64.
bytes() { head -c "$1" /dev/urandom | base64 | tr -d '\\n'; }
`,
  password: `
# Random letters and digits.
password() { LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c "$1"; }
`,
  asked: `
# The value of a variable; without it, what is typed, which is not shown.
asked() {
  eval "given=\\\${$1-}"
  if [ -z "$given" ] && [ -t 0 ]; then
    printf '%s: ' "$1" >&2
    trap 'stty echo' EXIT
    trap 'exit 130' HUP INT TERM
    stty -echo
    IFS= read -r given
    stty echo
    echo >&2
  fi
  [ -n "$given" ] || { echo "error: set the variable $1, see README.md" >&2; exit 1; }
  printf '%s' "$given"
}
`,
};

/**
 * A script for sh that makes Secrets with kubectl. It contains no value: it makes those that the program makes, and asks for the
 * others.
 *
 * @param secrets - the Secrets
 * @param namespaces - the files of the namespaces in the folder
 */
export function secretsScript(secrets: readonly NeededSecret[], namespaces: readonly string[]): string {
  const kinds = new Set(secrets.flatMap(({ values }) => values.map(({ source }) => source.kind)));
  const used = Object.entries(functions).filter(([kind]) => kinds.has(kind as Source['kind']));
  const made = namespaces.map((file) => `kubectl "$@" apply --filename='${file}'\n`);
  return [head, ...used.map(([, text]) => text), '\n', ...made, ...secrets.map(creation)].join('');
}

/** How a Secret is made. Through standard input: every user of the machine can read the arguments of a command. */
function creation({ namespace, name, object, values }: NeededSecret): string {
  const withoutValues = Object.entries(plainOf(object)).filter(
    ([field]) => field !== 'data' && field !== 'stringData',
  );
  const template = stringify(Object.fromEntries(withoutValues), { version: '1.1', lineWidth: 0 }).replace(
    /[\\$`]/g,
    '\\$&',
  );
  const given = values.map((value, index) => `  value${index}=$(${callOf(value)})\n`);
  const lines = values.map(
    ({ key }, index) => `  ${key}: $(printf '%s' "$value${index}" | base64 | tr -d '\\n')\n`,
  );
  return `
if [ -z "$(kubectl "$@" --namespace='${namespace}' get secret '${name}' --ignore-not-found --output=name)" ]; then
${given.join('')}  kubectl "$@" create --filename=- <<EOF
${template}data:
${lines.join('')}EOF
fi
`;
}

function callOf({ source }: SecretValue): string {
  return source.kind === 'asked' ? `asked ${source.variable}` : `${source.kind} ${source.length}`;
}
