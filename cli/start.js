'use strict';
// Entry point of every npm script: checks the version of Node, installs the npm packages, then runs main.ts.
// Written in ECMAScript 5: an old version of Node then prints a clear message instead of a syntax error.

var childProcess = require('child_process');
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');

var OLDEST = [20, 19];
/** How often to check whether another process is still installing the packages, in milliseconds. */
var POLL_MS = 100;
var root = path.dirname(__dirname);

function fail(message) {
  process.stderr.write('error: ' + message + '\n');
  process.exit(1);
}

function checkNode() {
  var version = process.versions.node.split('.').map(Number);
  if (version[0] < OLDEST[0] || (version[0] === OLDEST[0] && version[1] < OLDEST[1])) {
    fail('Node ' + OLDEST.join('.') + ' or newer is needed, but this is ' + process.versions.node + '.');
  }
}

/** Whether this process id belongs to a run of this script: the kernel reuses process ids. */
function installing(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  try {
    return fs.readFileSync('/proc/' + pid + '/cmdline', 'utf8').indexOf('start.js') >= 0;
  } catch (error) {
    return error.code === 'ENOENT' && !fs.existsSync('/proc/self'); // Not Linux.
  }
}

/** The process id in a lock file; 0 without a lock. */
function ownerOf(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return 0;
  }
}

/** Adds a second name to a file; returns false when the name is taken. */
function linked(file, name) {
  try {
    fs.linkSync(file, name);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/**
 * Removes the lock of a process that has exited. A second lock makes sure that only one process removes it: another one
 * could otherwise remove the lock that this process takes next.
 */
function removeAbandoned(file, aside) {
  var guard = file + '.takeover';
  if (!linked(aside, guard)) {
    if (!installing(ownerOf(guard))) fs.rmSync(guard, { force: true });
    return;
  }
  try {
    if (!installing(ownerOf(file))) fs.rmSync(file, { force: true });
  } finally {
    fs.rmSync(guard, { force: true });
  }
}

/** Takes the lock for the installation; returns 0, or the id of the running process that holds it. */
function lockInstall(file) {
  // Written under another name and then linked: no reader sees a half-written lock.
  var aside = file + '.' + process.pid;
  fs.writeFileSync(aside, String(process.pid));
  try {
    while (!linked(aside, file)) {
      var owner = ownerOf(file);
      if (owner && installing(owner)) return owner;
      removeAbandoned(file, aside);
    }
    return 0;
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

/** Blocks for some milliseconds. Ctrl-C still stops the process. */
function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Runs `npm ci`, unless the packages of the current lock file are already installed. */
function installPackages() {
  var digest = crypto
    .createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  var stamp = path.join(root, 'node_modules', '.installed-from');
  function installed() {
    return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest;
  }
  if (installed()) return;

  var lock = path.join(root, '.install.lock');
  var told = 0;
  for (;;) {
    var owner = lockInstall(lock);
    if (owner === 0) break;
    if (owner !== told) {
      var what = 'process ' + owner + ', which is installing the npm packages of this clone';
      process.stderr.write('Waiting for ' + what + ' …\n');
      told = owner;
    }
    sleep(POLL_MS);
  }
  try {
    if (installed()) return; // Another run has installed them while this one waited.
    process.stderr.write('Installing npm packages …\n');
    // No install scripts: none is needed, and the script of @pulumi/kubernetes would download a plugin. With development
    // packages, even if NODE_ENV is production.
    var args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    var npm = childProcess.spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] });
    if (npm.error) throw new Error('npm cannot be run (' + npm.error.message + '): install npm.');
    if (npm.signal) throw new Error('npm ci was stopped by ' + npm.signal + '; run the same command again.');
    if (npm.status !== 0) {
      throw new Error('npm ci ended with status ' + npm.status + '; its messages are above.');
    }
    fs.writeFileSync(stamp, digest);
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

/** Loads the program. When a package is missing, the stamp is removed, so that the next run installs all packages. */
function load() {
  try {
    require('tsx/cjs');
    return require('./main.ts');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND' || /module '\./.test(error.message)) throw error;
    fs.rmSync(path.join(root, 'node_modules', '.installed-from'), { force: true });
    fail('node_modules is damaged: run the same command again to reinstall the packages.');
  }
}

checkNode();
try {
  installPackages();
} catch (error) {
  fail(error.message);
}
// The reader of the output may exit early, such as `head` or a closed terminal. The command must still finish.
process.stdout.on('error', function () {});
process.stderr.on('error', function () {});
load()
  .main(process.argv.slice(2))
  .then(function (status) {
    process.exitCode = status;
  });
