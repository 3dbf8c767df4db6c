#!/usr/bin/env node
'use strict';
// The command `pulumi` of `npm run env`: mends what a killed Pulumi has left, runs the Pulumi CLI, then removes the salt
// that it has added to stack files.
//
// Pulumi writes the line `encryptionsalt` into Pulumi.STACK.yaml at each run. The passphrase exists on this machine only,
// so the line would be useless elsewhere and leave every checkout modified. The state contains its own salt. A stack file
// with a secret keeps the line: the secret cannot be decrypted without it.
//
// This file is copied into the folder of commands, so it may not use other files of the project.

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { fileURLToPath } = require('node:url');

const SALT = /^encryptionsalt: .*\n?/m;
const SECRET = /^\s+secure: /m;
const home = path.dirname(path.dirname(fs.realpathSync(__filename)));

/** The path of the Pulumi CLI that the project has built, otherwise of the next `pulumi` on the search path. */
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

/** Removes the salt from the stack files in the current folder that have no secret. */
function removeSalts() {
  for (const name of fs.readdirSync('.').filter((file) => /^Pulumi\..+\.yaml$/.test(file))) {
    const text = fs.readFileSync(name, 'utf8');
    if (SALT.test(text) && !SECRET.test(text)) fs.writeFileSync(name, text.replace(SALT, ''));
  }
}

/**
 * Removes the attributes of states that are empty: Pulumi was killed before it wrote them, and could not read the state beside them
 * ("failed to load checkpoint: EOF"), which is whole. A state needs none, so that another Pulumi may be writing them meanwhile.
 */
function removeEmptyAttributes() {
  const url = process.env.PULUMI_BACKEND_URL || '';
  if (!url.startsWith('file:///')) return;
  const folder = path.join(fileURLToPath(url), '.pulumi', 'stacks');
  if (!fs.existsSync(folder)) return;
  for (const name of fs.readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.attrs'))) {
    const file = path.join(folder, name);
    const found = fs.statSync(file, { throwIfNoEntry: false });
    if (found && found.size === 0) fs.rmSync(file, { force: true });
  }
}

const cli = findCli();
if (cli === undefined) {
  process.stderr.write('error: no Pulumi CLI found: `npm run up` builds one.\n');
  process.exit(127);
}
removeEmptyAttributes();
// In a clone of the project, this file makes the program and the policy pack start faster, as it says itself.
const preload = path.resolve('cli', 'lean-sdk.js');
const env = { ...process.env };
if (!env.NODE_OPTIONS && fs.existsSync(preload)) env.NODE_OPTIONS = `--require=${JSON.stringify(preload)}`;
// The terminal sends Ctrl-C to Pulumi too: this process waits until Pulumi exits. Other signals are forwarded. The handlers are
// set before Pulumi starts: a signal in between would end only this process, and Pulumi would run on.
let child;
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child = spawn(cli, process.argv.slice(2), { stdio: 'inherit', env });
child.on('error', (error) => {
  process.stderr.write(`error: ${cli} cannot be run: ${error.message}\n`);
  process.exitCode = 126;
});
child.on('exit', (status, signal) => {
  if (process.env.PULUMI_CONFIG_PASSPHRASE_FILE === path.join(home, 'passphrase')) removeSalts();
  process.exitCode = signal === null ? status : 128 + os.constants.signals[signal];
});
