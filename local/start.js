'use strict';
// The entry of every npm script: checks Node, installs the packages that the lock file names, and goes on in TypeScript.
// It is written for any version of Node, so that one too old is told so instead of meeting a syntax error.

var childProcess = require('child_process');
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');

var OLDEST = [20, 11];
var root = path.dirname(__dirname);

function fail(message) {
  process.stderr.write('error: ' + message + '\n');
  process.exit(1);
}

function checkNode() {
  var version = process.versions.node.split('.').map(Number);
  if (version[0] < OLDEST[0] || (version[0] === OLDEST[0] && version[1] < OLDEST[1])) {
    fail('Node ' + OLDEST.join('.') + ' or newer is needed, and this is ' + process.versions.node + '.');
  }
}

function alive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Keeps two first runs in one clone from installing at once; a lock whose owner is gone is taken over. */
function lockInstall(file) {
  try {
    fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    var owner = Number(fs.readFileSync(file, 'utf8'));
    if (owner && alive(owner)) {
      fail('process ' + owner + ' is installing the packages of this clone; try again when it has finished.');
    }
    fs.unlinkSync(file);
    lockInstall(file);
  }
}

/** Runs `npm ci` unless the packages of this very lock file are there already. */
function installPackages() {
  var digest = crypto
    .createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  var stamp = path.join(root, 'node_modules', '.installed-from');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest) return;

  var lock = path.join(root, '.install.lock');
  lockInstall(lock);
  try {
    process.stderr.write('Installing npm packages …\n');
    // Install scripts are not needed, and @pulumi/kubernetes's would look for a plugin elsewhere.
    var npm = childProcess.spawnSync(
      'npm',
      ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        cwd: root,
        stdio: ['ignore', 2, 2],
      },
    );
    if (npm.error) fail('npm cannot be run (' + npm.error.message + '); install npm beside Node.');
    if (npm.signal) process.exit(130);
    if (npm.status !== 0) fail('npm ci ended with status ' + npm.status + '; its messages are above.');
    fs.writeFileSync(stamp, digest);
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

checkNode();
installPackages();
require('tsx/cjs');
require('./cli.ts')
  .main(process.argv.slice(2))
  .then(function (status) {
    process.exitCode = status;
  });
