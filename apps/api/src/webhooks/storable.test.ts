import { readWebhook, type UnknownUpdate } from '@switchboard/graph';
import { buildDelivery } from '@switchboard/meta-sandbox';
import { describe, expect, it } from 'vitest';
import { acmeNumber, said } from '../../test/deliveries.js';
import { storable } from './limits.js';
import { readDelivery } from './readDelivery.js';
import { overLimit, overLimitIn, withoutValue } from './storable.js';

const nested = (levels: number): unknown => {
  let value: unknown = 'core';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? { in: value } : [value];
  return value;
};
const withKeys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 0]));
const keyed = (key: string): unknown => JSON.parse(`{${JSON.stringify(key)}:1}`);

describe('what is stored as it is', () => {
  it.each<[what: string, most: unknown, over: unknown, why: string]>([
    ['levels', nested(storable.depth), nested(storable.depth + 1), 'too_deep'],
    ['keys', withKeys(storable.values), withKeys(storable.values + 1), 'too_many_values'],
    [
      'keys of all levels together',
      [withKeys(storable.values - 1)],
      [withKeys(storable.values - 1), 0],
      'too_many_values',
    ],
    ['items', Array(storable.values).fill(0), Array(storable.values + 1).fill(0), 'too_many_values'],
    ['characters of a text', 'x'.repeat(storable.text), ['x'.repeat(storable.text + 1)], 'text_too_long'],
    ['characters of a key', keyed('k'.repeat(storable.key)), keyed('k'.repeat(storable.key + 1)), 'key_too_long'],
  ])('has at most so many %s', (_what, most, over, why) => {
    expect(overLimit(most)).toBeNull();
    expect(overLimit(over)).toBe(why);
  });

  it.each(['a\u0000b', '\u0000'])('has no key like %j, at any level', (key) => {
    expect(overLimit({ list: [{ inner: keyed(key) }] })).toBe('key_not_storable');
  });

  it.each(['', '__proto__', 'constructor', '$where', 'a.b'])('may have the key %j: it means nothing there', (key) => {
    expect(overLimit({ list: [{ inner: keyed(key) }] })).toBeNull();
  });

  it.each([
    ['nothing', null],
    ['numbers of any size', [1e308, -1e308, 1e21, 0.1]],
    ['half a surrogate pair', { '\ud800': '\udfff' }],
    ['dates', { at: new Date(0) }],
  ])('may hold %s', (_what, value) => {
    expect(overLimit(value)).toBeNull();
  });

  it('is looked at no further than the limit, however deep and wide it is', () => {
    const endless = {
      get more(): unknown {
        return [endless, endless];
      },
    };
    expect(overLimit(endless)).not.toBeNull();
    expect(overLimit(nested(1_000_000))).toBe('too_deep');
  });
});

describe('an update', () => {
  const unknown = (value: unknown): UnknownUpdate => ({
    kind: 'unknown',
    entryId: acmeNumber.wabaId,
    field: 'telepathy',
    reason: 'field_unknown',
    value,
  });

  it('with a value of Meta’s own is looked at however small it is; one that we made only in a large delivery', () => {
    expect(overLimitIn(unknown(nested(storable.depth)), 500)).toBe('too_deep');
    const [text] = readWebhook(buildDelivery([said('x'.repeat(storable.text + 1))]))?.updates ?? [];
    if (!text) throw new Error('a text is an update');
    expect(overLimitIn(text, 500)).toBeNull();
    expect(overLimitIn(text, 200_000)).toBe('text_too_long');
  });

  it('that is not stored as it is keeps its place, and nothing endless', () => {
    const endless = {
      ...unknown({}),
      field: 'f'.repeat(9_000),
      entryId: 'e'.repeat(9_000),
      phoneNumberId: '7'.repeat(900),
    };
    expect(withoutValue(endless)).toEqual({
      kind: 'unknown',
      entryId: 'e'.repeat(256),
      field: 'f'.repeat(256),
      phoneNumberId: undefined,
      reason: 'malformed',
      value: undefined,
    });
  });
});

describe('a delivery', () => {
  const toBytes = (value: unknown) => Buffer.from(JSON.stringify(value));

  it('of which one update is not stored as it is keeps all others', () => {
    const odd = { wabaId: acmeNumber.wabaId, field: 'telepathy', value: { deep: nested(storable.depth) } };
    const read = readDelivery(toBytes(buildDelivery([said('before'), odd, said('after')])));
    expect(read).toMatchObject({
      result: 'read',
      over: 'too_deep',
      updates: [{ kind: 'message' }, { kind: 'unknown', field: 'telepathy', value: undefined }, { kind: 'message' }],
    });
  });

  it('has at most so many updates', () => {
    const holding = (count: number) => {
      const change = said('x');
      return toBytes(buildDelivery([{ ...change, value: { ...change.value, messages: Array(count).fill(0) } }]));
    };
    expect(readDelivery(holding(storable.updates)).result).toBe('read');
    expect(readDelivery(holding(storable.updates + 1)).result).toBe('not_understood');
  });

  it.each(['', 'no json', '[', '{"object":"whatsapp_business_account","entry":'])(
    'that is no JSON is none: %j',
    (text) => {
      expect(readDelivery(Buffer.from(text))).toEqual({ result: 'not_json' });
    },
  );

  it('of another object is not ours', () => {
    expect(readDelivery(toBytes({ object: 'page', entry: [] }))).toEqual({ result: 'other_object' });
  });
});
