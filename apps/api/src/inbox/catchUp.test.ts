import type { ChangesReply } from '@switchboard/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metaFor, said } from '../../test/deliveries.js';
import { type Business, newPerson, readText, startBusiness } from '../../test/inbox.js';

let business: Business;
beforeAll(async () => {
  business = await startBusiness();
});
afterAll(() => business.stop());

const since = (seq: number) => business.owner.get(`/api/inbox/changes?since=${seq}`);

/** Everything after a number, as a browser reads it: part by part. */
async function readOn(from: number): Promise<{ replies: ChangesReply[]; bytes: number[] }> {
  const replies: ChangesReply[] = [];
  const bytes: number[] = [];
  for (let seq = from, more = true; more; ) {
    const { body, text } = await since(seq);
    replies.push(body);
    bytes.push(Buffer.byteLength(text));
    seq = body.change.seq;
    more = body.more;
  }
  return { replies, bytes };
}

describe('catching up', () => {
  it('comes in answers of a bounded size, and brings everything once', async () => {
    const { seq } = await business.inbox.summary();
    const who = newPerson();
    const texts = Array.from({ length: 450 }, (_, index) => `${index} ${'long '.repeat(index % 40)}`.trim());
    const meta = metaFor(business.api, business.url);
    for (let at = 0; at < texts.length; at += 45) {
      const messages = texts.slice(at, at + 45).map((text) => said(text, { from: who.waId, name: who.name }));
      await meta.deliver(...messages);
    }
    const { replies, bytes } = await readOn(seq);
    expect(replies.length).toBeGreaterThan(2);
    for (const { change, reset } of replies) {
      expect(reset).toBe(false);
      expect(change.messages.length).toBeLessThanOrEqual(200);
    }
    expect(Math.max(...bytes)).toBeLessThan(300 * 1024);
    const told = replies.flatMap(({ change }) => change.messages.map(readText));
    expect(told.toSorted()).toEqual(texts.toSorted());
  });

  it.each(['x', '漢'])('is bounded by bytes as well: %s', async (character) => {
    const { seq } = await business.inbox.summary();
    const who = newPerson();
    const meta = metaFor(business.api, business.url);
    for (let round = 0; round < 12; round += 1) {
      const large = Array.from({ length: 10 }, (_, index) =>
        said(`${round}.${index} ${character.repeat(4_000)}`, { from: who.waId, name: who.name }),
      );
      await meta.deliver(...large);
    }
    const { replies, bytes } = await readOn(seq);
    expect(Math.max(...bytes)).toBeLessThan(300 * 1024);
    expect(replies.flatMap(({ change }) => change.messages)).toHaveLength(120);
  });

  it('names the threads of a change that is too large by itself', async () => {
    const { seq } = await business.inbox.summary();
    const who = newPerson();
    const large = Array.from({ length: 90 }, (_, index) =>
      said(`${index} ${'y'.repeat(4_000)}`, { from: who.waId, name: who.name }),
    );
    await metaFor(business.api, business.url).deliver(...large);
    const { replies, bytes } = await readOn(seq);
    expect(Math.max(...bytes)).toBeLessThan(300 * 1024);
    const { id } = await business.with(who);
    const told = new Set(replies.flatMap(({ change }) => change.messages.map((message) => message.id)));
    const again = new Set(replies.flatMap(({ change }) => change.refilled));
    expect(told.size === 90 || again.has(id)).toBe(true);
    expect((await since(replies.at(-1)?.change.seq ?? 0)).body).toMatchObject({ more: false, reset: false });
  });

  it('names the thread in which messages stand that are too much, where theirs has become part of another', async () => {
    const { seq } = await business.inbox.summary();
    const who = newPerson();
    const large = Array.from({ length: 90 }, (_, index) => said(`${index} ${'z'.repeat(4_000)}`, { from: who.waId }));
    await metaFor(business.api, business.url).deliver(...large);
    const { id } = await business.with(who);
    const changes = business.api.connection.collection('inboxChanges');
    await changes.updateMany({ conversationIds: id }, { $set: { conversationIds: ['con_merged'] } });
    const { replies } = await readOn(seq);
    const told = replies.flatMap(({ change }) => change.messages.map((message) => message.id));
    expect(told.length === 90 || replies.some(({ change }) => change.refilled.includes(id))).toBe(true);
  });
});
