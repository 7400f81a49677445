import type { SearchConversationsRequest } from '@switchboard/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { acme, startTeam, type Team } from '../../test/chat.js';
import { seconds } from '../platform/clock.js';
import type { ConversationRecord } from './conversation.model.js';
import { newConversationId, phoneAddress } from './ids.js';

/** As many as a business has after a year. */
const many = 6_000;

let team: Team;
beforeAll(async () => {
  team = await startTeam();
  const { accountId } = team;
  const nowMs = team.api.clock.now().getTime();
  const rows = Array.from({ length: many }, (_, index): ConversationRecord => {
    const waId = `4917${String(index).padStart(8, '0')}`;
    const address = phoneAddress(waId);
    return {
      _id: newConversationId(accountId, acme, address),
      ...{ accountId, phoneNumberId: acme, addresses: [address], waId, name: `Customer ${index}` },
      searchKey: `customer ${index} ${waId}`,
      lastActivityAt: new Date(nowMs - seconds(index)),
      lastInboundAt: new Date(nowMs - seconds(index)),
      ...{ unread: index % 10 === 0 ? 1 : 0, revision: 1 },
    };
  });
  await team.api.connection.collection<ConversationRecord>('conversations').insertMany(rows);
});
afterAll(() => team.stop());

const found = async (asked: SearchConversationsRequest) => {
  const { status, body } = await team.owner.post('/api/conversations/search', asked);
  return [status, body.conversations?.length];
};

it.each<SearchConversationsRequest>([
  { search: 'nothingofthekind' },
  { search: 'nothing of the kind' },
  { search: '+99123456' },
  { search: 'nothingofthekind', phoneNumberId: acme },
  { search: 'nothingofthekind', unread: true },
  { search: 'nothingofthekind', order: 'window' },
  { search: 'nothingofthekind', order: 'window', unread: true, phoneNumberId: acme },
])('of 6,000 conversations none is found, which is an answer: %o', async (asked) => {
  expect(await found(asked)).toEqual([200, 0]);
});

it('of 6,000 conversations the last one is found', async () => {
  expect(await found({ search: `customer ${many - 1}` })).toEqual([200, 1]);
});
