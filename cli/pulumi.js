#!/usr/bin/env node
'use strict';
// The command `pulumi` of `npm run env`: runs the Pulumi CLI, then removes the salt that it added to the stacks' files.
//
// Pulumi writes the line `encryptionsalt` into Pulumi.STACK.yaml at each run. With a passphrase that only this machine has,
// the line is useless to everybody else and would leave every checkout modified. Secrets in the state carry their own salt.
// A file with a secret in it keeps the line, since without it the secret cannot be decrypted.
//
// A copy of this file stands in the folder of commands, beside the passphrase; it reads nothing else of the project.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const SALT = /^encryptionsalt: .*\n?/m;
const SECRET = /^\s+secure: /m;
const home = path.dirname(path.dirname(fs.realpathSync(__filename)));

/** The Pulumi CLI that the project has built, or else the next one on the search path. */
function findCli() {
  const built = path.join(home, 'cli', 'pulumi');
  if (fs.existsSync(built)) return built;
  const here = path.dirname(fs.realpathSync(__filename));
  const folders = (process.env.PATH || '').split(path.delimiter).filter((folder) => folder !== '');
  return folders
    .filter((folder) => fs.existsSync(folder) && fs.realpathSync(folder) !== here)
    .map((folder) => path.join(folder, 'pulumi'))
    .find((file) => fs.existsSync(file));
}

/** Removes the salt from the files of stacks in this folder that have no secret. */
function removeSalts() {
  for (const name of fs.readdirSync('.').filter((file) => /^Pulumi\..+\.yaml$/.test(file))) {
    const text = fs.readFileSync(name, 'utf8');
    if (SALT.test(text) && !SECRET.test(text)) fs.writeFileSync(name, text.replace(SALT, ''));
  }
}

const cli = findCli();
if (cli === undefined) {
  process.stderr.write('error: there is no Pulumi CLI: `npm run up` builds one.\n');
  process.exit(127);
}
const child = spawn(cli, process.argv.slice(2), { stdio: 'inherit' });
// Ctrl-C reaches Pulumi too, which ends in its own time. Other signals are sent to this process alone.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  process.stderr.write(`error: ${cli} cannot be run: ${error.message}\n`);
  process.exitCode = 126;
});
child.on('exit', (status, signal) => {
  if (process.env.PULUMI_CONFIG_PASSPHRASE_FILE === path.join(home, 'passphrase')) removeSalts();
  process.exitCode = signal === null ? status : 128 + os.constants.signals[signal];
});
