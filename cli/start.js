'use strict';
// The entry of every npm script: checks Node, installs the packages that the lock file names, and goes on in TypeScript.
// It is written for any version of Node, so that one too old is told so instead of meeting a syntax error.

var childProcess = require('child_process');
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');

var OLDEST = [20, 19];
/** How often a run looks whether another one still installs, in milliseconds. */
var POLL_MS = 100;
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

/** Whether a process runs that may be installing: its id may belong to another program by now. */
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

/** The process that a lock names; 0 without a lock. */
function ownerOf(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return 0;
  }
}

/** Gives a file a second name; false when that name is taken. */
function linked(file, name) {
  try {
    fs.linkSync(file, name);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/** Removes the lock of a process that has ended. A second lock keeps others from removing a lock that is taken next. */
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

/** Takes the lock of the installation; gives 0, or the live process that holds it. */
function lockInstall(file) {
  // Written aside and linked, so that nobody reads it half written.
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

/** Blocks for some milliseconds. Ctrl-C still ends the process. */
function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

/** Runs `npm ci` unless the packages of this very lock file are there already. */
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
      var what = 'process ' + owner + ', which installs the npm packages of this clone';
      process.stderr.write('Waiting for ' + what + ' …\n');
      told = owner;
    }
    sleep(POLL_MS);
  }
  try {
    if (installed()) return; // By another run, which may be using them already.
    process.stderr.write('Installing npm packages …\n');
    // Install scripts are not needed, and @pulumi/kubernetes's would look for a plugin elsewhere. All packages are
    // needed, whatever NODE_ENV says.
    var args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    var npm = childProcess.spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] });
    if (npm.error) throw new Error('npm cannot be run (' + npm.error.message + '); install npm beside Node.');
    if (npm.signal) throw new Error('npm ci was stopped by ' + npm.signal + '; run the same command again.');
    if (npm.status !== 0) {
      throw new Error('npm ci ended with status ' + npm.status + '; its messages are above.');
    }
    fs.writeFileSync(stamp, digest);
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

/** Loads the program; packages that are not there in spite of the stamp are installed anew at the next run. */
function load() {
  try {
    require('tsx/cjs');
    return require('./main.ts');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND' || /module '\./.test(error.message)) throw error;
    fs.rmSync(path.join(root, 'node_modules', '.installed-from'), { force: true });
    fail('node_modules is damaged; run the same command again, which installs it anew.');
  }
}

checkNode();
try {
  installPackages();
} catch (error) {
  fail(error.message);
}
// Whoever reads the output may have gone, such as `head` or a closed terminal; the work goes on, or clears up.
process.stdout.on('error', function () {});
process.stderr.on('error', function () {});
load()
  .main(process.argv.slice(2))
  .then(function (status) {
    process.exitCode = status;
  });
