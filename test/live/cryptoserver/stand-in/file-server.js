'use strict';
// Does what the published image's FileServer.dll does, at its worst: `create` writes keys.txt bit by bit under its final
// name and does not listen meanwhile; without it, keys that are missing at the start are missing for ever.

const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const { randomBytes } = require('node:crypto');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');

const KEYS = 5;
const SECONDS_A_KEY = 1;
/** The status of a .NET program that ends by an exception. */
const ABORTED = 134;

const file = join(process.env.DATA_PATH ?? '.', 'keys.txt');

async function create() {
  if (existsSync(file)) {
    console.error(`Unhandled exception. ${file} already exists.`);
    process.exit(ABORTED);
  }
  writeFileSync(file, '');
  for (let n = 1; n <= KEYS; n++) {
    const key = randomBytes(32).toString('base64');
    appendFileSync(file, `${n}: ${key.slice(0, 22)}`);
    await delay(SECONDS_A_KEY * 1000);
    appendFileSync(file, `${key.slice(22)}\r\n`);
    console.log(`Generated key ${n} of ${KEYS}`);
  }
}

function serve() {
  const keys = existsSync(file) ? readFileSync(file) : undefined;
  const server = createServer((request, response) => {
    const known = { '/': 'Hello from FileServer', '/keys': keys };
    const body = known[request.url ?? ''];
    response.statusCode = keys === undefined ? 500 : body === undefined ? 404 : 200;
    response.end(response.statusCode === 200 ? body : undefined);
  });
  server.listen(80, () => console.log('Now listening on: http://[::]:80'));
  process.once('SIGTERM', () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}

async function main() {
  if (process.argv[2] === 'create') await create();
  serve();
}

void main();
