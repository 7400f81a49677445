import { buildDelivery } from '@switchboard/meta-sandbox';
import { describe, expect, it } from 'vitest';
import { acmeNumber, said } from '../../test/deliveries.js';
import type { ToQuarantine } from './projection.types.js';
import { createSetAside } from './setAside.js';

const receivedAt = new Date('2026-11-24T10:00:00.000Z');

const toBytes = (...changes: Parameters<typeof buildDelivery>[0]) =>
  Buffer.from(JSON.stringify(buildDelivery(changes)));

async function setAside(body: Buffer): Promise<ToQuarantine[]> {
  const kept: ToQuarantine[] = [];
  const holder = { accountId: 'acc_1', phoneNumberId: acmeNumber.id, wabaId: acmeNumber.wabaId };
  const holders = new Map([[acmeNumber.id, { ...holder, isActive: true, connectedAt: receivedAt }]]);
  const set = createSetAside({
    liveAccounts: { find: async () => holders },
    keep: async (items) => void kept.push(...items),
  });
  await set({ id: 'dlv_1', receivedAt, body });
  return kept;
}

describe('a delivery that cannot be projected', () => {
  it('is kept for the account whose numbers it speaks of, each of its messages by itself', async () => {
    const kept = await setAside(toBytes(said('one', { from: '15559990001' }), said('two', { from: '15559990002' })));
    const whose = {
      accountId: 'acc_1',
      phoneNumberId: acmeNumber.id,
      wabaId: acmeNumber.wabaId,
      reason: 'not_understood',
    };
    expect(kept).toMatchObject([
      { _id: 'dlv_1.0000', ...whose, update: { kind: 'message', message: { content: { body: 'one' } } } },
      { _id: 'dlv_1.0001', ...whose, update: { kind: 'message', message: { content: { body: 'two' } } } },
    ]);
  });

  it('and speaks of numbers that nobody holds, is nobody’s', async () => {
    const number = { ...acmeNumber, id: '700100299999' };
    const [kept] = await setAside(toBytes(said('one', { number, from: '15559990001' })));
    expect(kept).toMatchObject({ phoneNumberId: number.id, accountId: undefined });
  });

  it.each(['no json', '[]', '{"object":"page","entry":[{}]}'])(
    'and says nothing, is kept as it came: %s',
    async (text) => {
      const body = Buffer.from(text);
      expect(await setAside(body)).toEqual([
        { _id: 'dlv_1.whole', reason: 'not_understood', receivedAt, place: 0, body },
      ]);
    },
  );

  it('and has something that cannot be kept even there, is kept as it came', async () => {
    const body = toBytes(said('one', { from: '15559990001' }));
    const kept: ToQuarantine[] = [];
    const set = createSetAside({
      liveAccounts: { find: async () => new Map() },
      keep: async (items) => {
        if (items.some(({ update }) => update)) throw new Error('key must not contain null bytes');
        kept.push(...items);
      },
    });
    await set({ id: 'dlv_1', receivedAt, body });
    expect(kept).toEqual([{ _id: 'dlv_1.whole', reason: 'not_understood', receivedAt, place: 0, body }]);
  });

  it('while the database is away, is not taken for set aside', async () => {
    const set = createSetAside({
      liveAccounts: { find: async () => new Map() },
      keep: async () => {
        throw new Error('away');
      },
    });
    await expect(set({ id: 'dlv_1', receivedAt, body: toBytes(said('one')) })).rejects.toThrow('away');
  });
});
