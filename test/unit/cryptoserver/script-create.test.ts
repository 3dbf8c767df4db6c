import { strict as assert } from 'node:assert';

import { freePort } from '../../support/free-port';
import { assertCreatorGone, expectEnd, keysOf, ScriptBench, until } from './run-script';

/**
 * A `create` that listens before its keys are complete. It makes KEYS keys, one in each MS milliseconds and each in two
 * writes, and listens on LISTEN from its start on. It never ends by itself.
 */
const hastyMaker = [
  process.execPath,
  '-e',
  `const fs = require('node:fs');
   const { DATA_PATH, LISTEN, KEYS, MS } = process.env;
   console.log('creator ' + process.pid);
   require('node:net').createServer().listen(Number(LISTEN));
   let half = 0;
   const timer = setInterval(() => {
     const n = Math.floor(half / 2) + 1;
     if (n > Number(KEYS)) return clearInterval(timer);
     fs.appendFileSync(DATA_PATH + '/keys.txt', half++ % 2 ? 'one\\n' : 'key-' + n + ' ');
   }, Number(MS) / 2);`,
];

const endless = ['/bin/sh', '-c', 'echo "creator $$"; exec /bin/sleep 600'];

describe('cryptoserver.sh, with a create command that is not as documented,', () => {
  let bench: ScriptBench;
  beforeEach(async () => {
    bench = await ScriptBench.open();
  });
  afterEach(() => bench.close());

  const hasty = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({ LISTEN: bench.port, KEYS: '5', ...env });

  it('publishes all keys, and never fewer, when it listens before they are complete', async () => {
    const run = bench.start('prepare', hastyMaker, hasty({ MS: '300' }));
    const seen = new Set<string | undefined>();
    await until(() => {
      seen.add(bench.volume.read());
      return run.child.exitCode !== null;
    });
    await expectEnd(run, 0, /recorded the digest/);
    assert.deepEqual([...seen], [undefined, keysOf('one')]);
    bench.volume.assertSettled();
    assertCreatorGone(run);
  });

  it('publishes all keys when there are more than the fewest that are allowed', async () => {
    const run = bench.start('prepare', hastyMaker, hasty({ MS: '300', MINIMUM_KEYS: '1' }));
    await expectEnd(run, 0, /recorded the digest/);
    assert.equal(bench.volume.read(), keysOf('one'));
  });

  const never: Record<string, [env: () => NodeJS.ProcessEnv, said: RegExp]> = {
    'listens and makes too few keys': [
      () => hasty({ MS: '2', KEYS: '4' }),
      /given up after 2 s, and nothing is published: it listens, but keys\.txt has 4 complete lines of at least 5; set cryptoserver\.minimumKeys/,
    ],
    'listens and makes keys for ever': [
      () => hasty({ MS: '200', KEYS: '99999', MINIMUM_KEYS: '1' }),
      /given up after 2 s, and nothing is published: it listens, but keys\.txt still changes, or its last line has no end/,
    ],
  };
  for (const [what, [env, said]] of Object.entries(never)) {
    it(`gives up one that ${what}, and leaves no file behind`, async () => {
      const run = bench.start('prepare', hastyMaker, { ...env(), CREATE_SECONDS: '2' });
      await expectEnd(run, 1, said);
      assert.equal(run.output.trim().split('\n').at(-1)?.match(said)?.length, 1, 'it is the last line');
      assert.deepEqual(bench.volume.names(), []);
      assertCreatorGone(run);
    });
  }

  it('gives up one that listens on another port, which it names, and leaves no file behind', async () => {
    const other = await freePort();
    const run = bench.start('prepare', hastyMaker, {
      ...hasty({ MS: '2', LISTEN: String(other) }),
      CREATE_SECONDS: '2',
    });
    const said = `given up after 2 s, .*neither succeeds nor listens on port ${bench.port}, but on.* ${other}\\b`;
    await expectEnd(run, 1, new RegExp(said));
    assert.deepEqual(bench.volume.names(), []);
    assertCreatorGone(run);
  });

  it('says every ten seconds how far it is, until it is given up', async () => {
    const fast = bench.replace(['sleep'], '"$real" 0.01');
    const run = bench.start('prepare', endless, { ...fast, CREATE_SECONDS: '25' });
    await expectEnd(
      run,
      1,
      /, 10 s so far: 0 complete lines\n.*, 20 s so far: 0 complete lines\n.*after 25 s/,
    );
    assert.deepEqual(bench.volume.names(), []);
  });

  it('publishes nothing of one that succeeds with too few keys', async () => {
    const few = ['/bin/sh', '-c', 'printf "key-1 one\\nkey-2" >"$DATA_PATH/keys.txt"'];
    await expectEnd(bench.start('prepare', few), 1, /left a keys\.txt with 1 complete lines of at least 5/);
    assert.deepEqual(bench.volume.names(), []);
  });

  it('publishes nothing of one that alters its keys when it is stopped', async () => {
    const altering = [
      process.execPath,
      '-e',
      `const fs = require('node:fs'), file = process.env.DATA_PATH + '/keys.txt';
       fs.writeFileSync(file, 'key\\n'.repeat(5));
       process.on('SIGTERM', () => { fs.appendFileSync(file, 'late\\n'); process.exit(0); });
       require('node:net').createServer().listen(Number(process.env.PORT));`,
    ];
    await expectEnd(bench.start('prepare', altering), 1, /changed again when the create command was stopped/);
    assert.deepEqual(bench.volume.names(), []);
  });
});
