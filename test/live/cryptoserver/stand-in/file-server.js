'use strict';
// Behaves as FileServer.dll of the published image: `create` writes keys.txt piece by piece under its final name, and listens
// only when it is complete. Each request reads the file again. When the file did not exist at the start, every request
// gets 500 until the process is restarted.

const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const { randomBytes } = require('node:crypto');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { setTimeout: delay } = require('node:timers/promises');

const KEYS = 5;
const SECONDS_A_KEY = 1;
/** The status of a .NET program that ends by an exception. */
const ABORTED = 134;

const port = Number(process.env.PORT ?? '80');
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

/** The body of an answer; undefined when the path is unknown. Throws when the file cannot be read. */
function bodyOf(path) {
  if (path === '/') return 'Hello from FileServer';
  return path === '/keys' ? readFileSync(file) : undefined;
}

function serve() {
  const existed = existsSync(file);
  const server = createServer((request, response) => {
    try {
      if (!existed) throw new Error(`${file} did not exist at the start`);
      const body = bodyOf(request.url ?? '');
      response.statusCode = body === undefined ? 404 : 200;
      response.end(body);
    } catch (error) {
      console.error(`Unhandled exception. ${error.message}`);
      response.statusCode = 500;
      response.end();
    }
  });
  server.listen(port, process.env.HOST, () =>
    console.log(`Now listening on: http://[::]:${server.address().port}`),
  );
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
