import { describe, expect, it } from 'vitest';
import {
  type ConversationFilterName,
  conversationFilterNames,
  conversationsQuery,
  type FilterValue,
  searchConversationsRequest,
} from './conversationList.js';

const values: { [Name in ConversationFilterName]: FilterValue<Name> } = {
  phoneNumberId: '700',
  unread: true,
  waiting: true,
};
const asText = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

describe('what the list of conversations is narrowed down by', () => {
  it('means the same in a query and in the body of a search', () => {
    const { search, ...inBody } = searchConversationsRequest.parse({ ...values, search: 'rose' });
    expect(conversationsQuery.parse(asText)).toEqual(inBody);
    expect(Object.keys(inBody)).toEqual(conversationFilterNames);
    expect(search).toBe('rose');
  });

  it('may be left out, or said not to be wanted', () => {
    expect(conversationsQuery.parse({})).toEqual({});
    expect(conversationsQuery.parse({ unread: 'false' })).toEqual({ unread: false });
  });

  it.each([
    ['a word that is no truth value', { unread: 'yes' }],
    ['an id that is none', { phoneNumberId: 'a' }],
    ['a filter that there is not', { moon: 'true' }],
  ])('is refused for %s', (_what, query) => {
    expect(conversationsQuery.safeParse(query).success).toBe(false);
  });
});
