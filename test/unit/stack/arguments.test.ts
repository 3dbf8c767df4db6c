import assert from 'node:assert/strict';

import * as pulumi from '@pulumi/pulumi';

import { checkArguments } from '../../../components/arguments';
import { cryptoserverRanges } from '../../../components/cryptoserver/defaults';
import { hotelsRanges } from '../../../components/hotels/defaults';
import { isWithin, wholeNumbers } from '../../../components/ranges';
import { searchRanges } from '../../../components/search/defaults';
import { systems } from '../../../components/systems';
import { tokensRanges } from '../../../components/tokens/defaults';
import { listSettings } from '../../../settings/definitions';
import { Recording } from '../../support/unit/recording';

const ranges = {
  cryptoserver: cryptoserverRanges,
  tokens: tokensRanges,
  hotels: hotelsRanges,
  search: searchRanges,
};

describe('the arguments of a component', () => {
  const allowed = { size: wholeNumbers(1, 9, 'seconds'), words: { allowed: 'some a', pattern: /^a+$/ } };

  async function check(args: object): Promise<void> {
    await new Recording().start();
    const component = new pulumi.ComponentResource('test:index:Component', 'one');
    checkArguments(component, 'one', args, allowed);
  }

  for (const args of [
    {},
    { size: undefined, other: 0 },
    { size: 1, words: 'aa' },
    { size: 9, words: ['a', 'aa'] },
    { size: pulumi.output(10) },
    { size: Promise.resolve(0) },
  ]) {
    it(`are accepted when they are in their range, unset or not yet known: ${Object.values(args).join()}`, () =>
      check(args));
  }

  for (const [args, message] of [
    [{ size: 0 }, 'size is 0: it must be a whole number of seconds from 1 to 9'],
    [{ size: 10 }, 'size is 10: it must be a whole number of seconds from 1 to 9'],
    [{ size: 1.5 }, 'size is 1.5: it must be a whole number of seconds from 1 to 9'],
    [{ size: '1' }, 'size is "1": it must be a whole number of seconds from 1 to 9'],
    [{ words: 'b' }, 'words is "b": it must be some a'],
    [{ words: [] }, 'words is []: it must be some a'],
    [{ words: ['a', 'b'] }, 'words is ["a","b"]: it must be some a'],
    [{ words: 1 }, 'words is 1: it must be some a'],
  ] as const) {
    it(`are refused when ${message}`, async () => {
      await assert.rejects(check(args), (error) => {
        assert.ok(pulumi.ResourceError.isInstance(error));
        assert.equal(error.message, `one: ${message}`);
        return true;
      });
    });
  }
});

describe('the ranges of the arguments', () => {
  for (const { name, settings } of systems) {
    it(`of ${name} are those of the settings, in the same words, and include the defaults`, () => {
      const listed = new Map(listSettings(settings));
      for (const [argument, range] of Object.entries(ranges[name])) {
        const setting = listed.get(argument)!;
        assert.equal(setting.allowed, range.allowed, argument);
        const byDefault = setting.schema.parse(undefined);
        if (byDefault !== undefined) assert.ok(isWithin(range, byDefault), argument);
      }
    });
  }
});
