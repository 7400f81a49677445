import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTeam, type Team } from '../../../test/chat.js';
import { minutes, seconds } from '../../platform/clock.js';
import { getCollection } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import { messageModel } from '../message.model.js';
import { createOutboxQueue, type OutboxQueue } from './outboxQueue.js';

let team: Team;
let queue: OutboxQueue<MessageRecord>;
beforeAll(async () => {
  team = await startTeam();
  const { connection, clock } = team.api;
  queue = createOutboxQueue(getCollection(connection.models.Message ?? messageModel(connection)), clock);
});
afterAll(() => team.stop());

async function queued() {
  const chat = await team.chat(team.api.sandbox.addCustomer({ name: 'Somebody' }).id);
  const { id } = await chat.write('Hi');
  return {
    chat,
    partition: { accountId: team.accountId, conversationId: chat.conversationId },
    record: await chat.message(id),
  };
}

describe('the claim on a message', () => {
  it('is one process’s alone, until it runs out', async () => {
    const { record } = await queued();
    const claims = await Promise.all(Array.from({ length: 10 }, () => queue.claim(record, seconds(30))));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await queue.claim(record, seconds(30))).toBeNull();
    team.api.clock.advance(seconds(30));
    expect(await queue.claim(record, seconds(30))).not.toBeNull();
  });

  it('that ran out and was taken by another process begins no call', async () => {
    const { record } = await queued();
    const slow = await queue.claim(record, seconds(30));
    team.api.clock.advance(seconds(31));
    const quick = await queue.claim(record, seconds(30));
    expect(slow && (await queue.begin(slow))).toBeNull();
    expect(quick && (await queue.begin(quick))).not.toBeNull();
  });

  it('begins no call for what a status has settled meanwhile', async () => {
    const { record, chat } = await queued();
    const claimed = await queue.claim(record, seconds(30));
    await team.api.connection
      .collection<{ _id: string }>('messages')
      .updateOne({ _id: record._id }, { $set: { status: 'delivered' }, $inc: { revision: 1 } });
    expect(claimed && (await queue.begin(claimed))).toBeNull();
    expect((await chat.message(record._id)).outbox).not.toHaveProperty('startedAt');
  });

  it('is never renewed once a call was begun: who finds it says “unclear”', async () => {
    const { record } = await queued();
    const claimed = await queue.claim(record, seconds(30));
    if (claimed) await queue.begin(claimed);
    team.api.clock.advance(minutes(5));
    expect(await queue.claim(record, seconds(30))).toBeNull();
  });

  it('and everything else about the queue makes an older copy of the message worthless', async () => {
    const { record, partition } = await queued();
    const revisions = [record.revision];
    const claimed = await queue.claim(record, seconds(30));
    revisions.push(claimed?.revision ?? 0);
    const begun = claimed && (await queue.begin(claimed));
    revisions.push(begun?.revision ?? 0);
    expect(revisions).toEqual([1, 2, 3]);
    await queue.drop(record);
    expect((await queue.head(partition))?._id).toBe(record._id);
  });
});

describe('what stands behind a message that waits', () => {
  it('is not looked at before it', async () => {
    const { record, chat, partition } = await queued();
    await chat.write('Behind it');
    const until = new Date(team.api.clock.now().getTime() + minutes(10));
    await queue.postpone(record, until);
    const head = await queue.head(partition);
    expect(head?._id).toBe(record._id);
    if (head) await queue.holdBack(head);
    const conversations = (await queue.duePartitions(100)).map(({ conversationId }) => conversationId);
    expect(conversations).not.toContain(chat.conversationId);
    team.api.clock.advance(minutes(10));
    expect((await queue.duePartitions(100)).map(({ conversationId }) => conversationId)).toContain(chat.conversationId);
  });
});
