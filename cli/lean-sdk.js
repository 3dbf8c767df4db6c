'use strict';
// Node.js loads this file before the program and the policy pack of Pulumi, when NODE_OPTIONS says so. Both start faster: the
// SDK spends most of its start on what neither uses. Without this file, all works the same, only slower.
//
// - npm's Arborist and TypeScript, which the SDK needs to serialize functions, are loaded when they are used: never here.
// - tsx loads the TypeScript of the program, as it does for every other command, instead of Pulumi's old ts-node.
// - The SDK asks for a stack trace at each promise and resource, for its own debugging. Only errors get one.
//
// It is JavaScript, since nothing can load TypeScript yet.

const Module = require('node:module');

/** Whether this process is Pulumi's start of a program or a policy pack. Every other process is left alone. */
const isPulumi = /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/](run|run-policy-pack)([\\/]index\.js)?$/.test(
  process.argv[1] ?? '',
);

/** The modules of which the SDK only uses the content when it serializes functions. */
const heavy = new Set(['@npmcli/arborist', 'typescript']);

/** What the SDK asks of a heavy module before it uses it: what compiled imports ask of each module, and the version. */
function known(name, key) {
  if (key === '__esModule') return true;
  return key === 'version' ? require(`${name}/package.json`).version : undefined;
}

/** What the SDK gets for a module; `undefined` when it gets the module itself. */
function standIn(name, load) {
  // The SDK always registers ts-node for a policy pack; here tsx loads the TypeScript.
  if (/(^|[\\/])ts-node(@|$)/.test(name)) return { register: () => undefined };
  if (!heavy.has(name)) return undefined;
  let loaded;
  return new Proxy({}, { get: (_, key) => known(name, key) ?? (loaded ??= load())[key] });
}

/** Makes `require` in the SDK return stand-ins for what takes long to load. */
function loadLate() {
  const load = Module._load;
  Module._load = function (name, parent, isMain) {
    const ask = () => load.call(this, name, parent, isMain);
    const ofSdk = /[\\/]@pulumi[\\/]pulumi[\\/]/.test(parent?.filename ?? '');
    return (ofSdk ? standIn(name, ask) : undefined) ?? ask();
  };
}

/** Makes tsx load TypeScript. It is loaded by the first such file: it would look into each file of the SDK. */
function useTsx() {
  delete process.env.PULUMI_NODEJS_TYPESCRIPT;
  Module._extensions['.ts'] = function (module, filename) {
    delete Module._extensions['.ts'];
    require('tsx/cjs');
    return Module._extensions['.ts'](module, filename);
  };
}

/** Leaves out the stack traces of errors without a message: the SDK makes them to learn where it is. */
function traceErrorsOnly() {
  const written = (error, frames) => [String(error), ...frames.map(place)].join('\n    at ');
  Object.defineProperty(Error, 'prepareStackTrace', {
    configurable: true,
    get: () => (error, frames) => (error.message === '' ? String(error) : written(error, frames)),
    // The SDK's own way does not know the source maps of tsx.
    set: () => {},
  });
}

/** A frame of a stack trace, with its place in the source. */
function place(frame) {
  const file = frame.getFileName();
  const origin =
    file && Module.findSourceMap(file)?.findOrigin(frame.getLineNumber(), frame.getColumnNumber());
  const shown = String(frame);
  if (!origin?.fileName) return shown;
  const { fileName, lineNumber, columnNumber } = origin;
  return shown.replace(/\(?[^( ]+:\d+:\d+\)?$/, `(${fileName}:${lineNumber}:${columnNumber})`);
}

module.exports = { loadLate };

if (isPulumi) {
  loadLate();
  useTsx();
  if (!process.env.PULUMI_DEBUG_PROMISE_LEAKS) traceErrorsOnly();
}
