import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../test/harness.js';
import { dropDeletedSearchText } from './deletedSearchText.js';
import { type MessageRecord, messageModel } from './message.model.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

it('the words of deleted messages leave the search, in steps that another process may go on with; all others stay', async () => {
  const messages = messageModel(api.connection);
  const rows = ['a', 'b', 'c', 'd', 'e'].map((name) => ({
    ...{ _id: `msg_${name}`, accountId: 'acc', conversationId: 'cnv', phoneNumberId: '700', sortKey: name },
    ...{ searchText: `word ${name}`, revision: 1 },
    ...('ace'.includes(name) ? { deletedAt: new Date() } : {}),
  }));
  await messages.collection.insertMany(rows as unknown as MessageRecord[] as never[]);
  const searched = async () => (await messages.find({ searchText: { $exists: true } }).lean()).map(({ _id }) => _id);

  const saved: string[] = [];
  const from = (after: string, stopsAfter = Number.POSITIVE_INFINITY) => ({
    get after() {
      return saved.at(-1) ?? after;
    },
    async save(next: string) {
      saved.push(next);
      if (saved.length >= stopsAfter) throw new Error('killed');
    },
  });
  await expect(dropDeletedSearchText(messages, from('', 1), 2)).rejects.toThrow('killed');
  expect(saved).toEqual(['msg_b']);
  expect(await searched()).toEqual(['msg_b', 'msg_c', 'msg_d', 'msg_e']);
  await dropDeletedSearchText(messages, from('msg_b'), 2);
  expect(await searched()).toEqual(['msg_b', 'msg_d']);
  const changed = await messages.find({ revision: 2 }).lean();
  expect(changed.map(({ _id }) => _id)).toEqual(['msg_a', 'msg_c', 'msg_e']);
});
