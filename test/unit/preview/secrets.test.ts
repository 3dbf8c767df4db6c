import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { commentOf } from '../../../preview/comment-text';
import { readPreview } from '../../../preview/engine-events';
import { Mask, secretsInSettings, secretsInState } from '../../../preview/secrets';
import { logOf, stepEvent } from './make-events';

/** Secrets as people and programs make them, the same in each run. */
function secret(index: number): string {
  const bytes = createHash('sha256').update(String(index)).digest();
  const kinds = [
    bytes.toString('base64'),
    bytes.toString('hex'),
    `p@ss "w/ord" (${index})+&=?!'*~`,
    `-----BEGIN KEY-----\n${bytes.toString('base64')}\n-----END KEY-----`,
    `ключ-${index}-🔑`,
    String(100_000 + index),
  ];
  return kinds[index % kinds.length]!;
}

/** The ways in which a text is written elsewhere. */
const forms: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('base64url'),
  (text) => encodeURIComponent(text),
  (text) => encodeURIComponent(Buffer.from(text).toString('base64')),
  (text) => new URLSearchParams({ a: text }).toString().slice(2),
  (text) => JSON.stringify(text),
];

describe('the secrets of a stack', () => {
  it('are in no comment: 1,000 planted in seven forms each, alone and in other text', () => {
    const secrets = Array.from({ length: 1000 }, (_, index) => secret(index));
    const planted = secrets.flatMap((one) => forms.map((form) => form(one)));
    const hidden = new Mask(secrets).hide({ [`at ${planted.join('@host ')}`]: planted.slice(0, 60) });
    const [[key, values] = ['', []]] = Object.entries(hidden);
    const shown = [key, ...values].join('\n');
    const found = planted.filter((one) => shown.includes(one));
    assert.deepEqual(found, []);
  });

  it('are hidden in what a comment is made of, and in the comment', () => {
    const planted = secret(2);
    const path = 'spec.template.spec.containers[0].env[0].value';
    const at = (value: string) => ({
      inputs: { spec: { template: { spec: { containers: [{ env: [{ value }] }] } } } },
    });
    const preview = readPreview(
      'dev',
      logOf(
        stepEvent({
          detailedDiff: { [path]: { diffKind: 'update', inputDiff: true } },
          old: at('no'),
          new: at(`x ${planted} y`),
        }),
      ),
    );
    const [change] = preview.changes;
    const hidden = {
      ...preview,
      changes: [{ ...change!, properties: new Mask([planted]).hide(change!.properties) }],
    };
    assert.match(commentOf({ version: 1, stacks: [preview] }), /p@ss "w\/ord"/);
    const comment = commentOf({ version: 1, stacks: [hidden] });
    assert.match(comment, /^\+ {3}x \[secret\] y$/m);
    assert.doesNotMatch(comment, /p@ss/);
  });

  it('are hidden decoded too, when they are base64 as in a Secret', () => {
    const encoded = Buffer.from('correct horse battery').toString('base64');
    assert.equal(new Mask([encoded]).hide('the correct horse battery staple'), 'the [secret] staple');
  });

  it('that are short are hidden where they are a whole value only', () => {
    assert.deepEqual(new Mask(['4711']).hide(['4711', 4711, 'port 47110']), [
      '[secret]',
      '[secret]',
      'port 47110',
    ]);
  });

  it('are found in the state wherever they are', () => {
    const marked = (plain: unknown) => ({
      '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270',
      plaintext: JSON.stringify(plain),
    });
    const state = {
      deployment: {
        resources: [{ outputs: { data: marked({ key: 'one' }), text: 'no' } }, { inputs: [marked('two')] }],
      },
    };
    assert.deepEqual(secretsInState(state), ['one', 'two']);
  });

  it('are found in the settings, in a group the secret ones only', () => {
    const settings = {
      'shared-keys:registryPassword': { value: 'one' },
      'shared-keys:tokens': { objectValue: { namespace: 'tokens', signingKey: 'two' } },
    };
    const file = {
      'shared-keys:registryPassword': { secure: 'v1:…' },
      'shared-keys:tokens': { namespace: 'tokens', signingKey: { secure: 'v1:…' } },
    };
    assert.deepEqual(secretsInSettings(settings, file), ['one', 'two']);
  });
});
