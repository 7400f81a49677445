import { describe, expect, it } from 'vitest';
import { PeopleStore } from '../../../test/peopleStore.js';
import { makeWamid } from '../../../test/wamids.js';
import type { RoutedUpdate } from '../receiving/receive.types.js';

const p = '15550190001';
const wrote = (at: number, wamid: string, userId: string): RoutedUpdate => ({
  ...{ accountId: 'acc_1', arrivedAt: new Date(Date.UTC(2026, 10, 18, 13, 0, at)), place: 0 },
  update: {
    ...{ kind: 'message', entryId: '900', field: 'messages', phoneNumberId: '700', contact: { waId: p, userId } },
    message: {
      id: wamid,
      timestamp: new Date(Date.UTC(2026, 10, 18, 12, 0, at)),
      content: { type: 'text', body: userId },
    },
  },
});
const anna = wrote(1, makeWamid({ peer: 'US.1', token: 'T1' }), 'US.1');
const boris = wrote(3, makeWamid({ peer: 'US.9', token: 'T1' }), 'US.9');

describe('two customers whose devices made one token', () => {
  it.each([
    ['one after the other', [[anna], [boris]]],
    ['the later one first', [[boris], [anna]]],
    ['in one round', [[anna, boris]]],
    ['in one round, the later one first', [[boris, anna]]],
    ['twice', [[anna], [boris], [boris], [anna]]],
  ])('are two, and each has their own message: %s', (_how, rounds) => {
    const store = new PeopleStore();
    for (const round of rounds) store.receive(round);
    const said = [...store.conversations.values()].map(({ _id, userId }) => ({
      userId,
      said: [...store.messages.values()].flatMap(({ conversationId, content }) =>
        conversationId === _id && content.kind === 'text' ? [content.text] : [],
      ),
    }));
    expect(said.sort((a, b) => ((a.userId ?? '') < (b.userId ?? '') ? -1 : 1))).toEqual([
      { userId: 'US.1', said: ['US.1'] },
      { userId: 'US.9', said: ['US.9'] },
    ]);
  });
});
