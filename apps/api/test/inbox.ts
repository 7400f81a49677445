import type {
  ChangesReply,
  ConversationDto,
  ConversationsReply,
  InboxChange,
  MessageDto,
  MessagesReply,
} from '@switchboard/contracts';
import { changesReply, conversationsQuery, conversationsReply, messagesReply } from '@switchboard/contracts';
import type { CustomerContent, CustomerWrites } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import type { Response } from 'supertest';
import type { Client } from './client.js';
import { webhookPath } from './deliveries.js';
import type { TestApi, TestApiOptions } from './harness.js';
import { startFirst } from './instances.js';

export interface Inbox {
  list(query?: string): Promise<ConversationsReply>;
  conversations(query?: string): Promise<ConversationDto[]>;
  page(conversationId: string, query?: string): Promise<MessagesReply>;
  /** Everything in a conversation, read page by page. */
  thread(conversationId: string, limit?: number): Promise<MessageDto[]>;
  changes(since: number): Promise<ChangesReply>;
  summary(): Promise<{ unreadConversations: number; quarantined: number; seq: number }>;
  markRead(conversationId: string, upTo?: string): Promise<Response>;
  markUnread(conversationId: string): Promise<Response>;
}

/** The inbox as one person's browser reads it; every answer is checked against the contract. */
export function openInbox(client: Client): Inbox {
  const read = async (path: string) => {
    const response = await client.get(path);
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${response.text}`);
    return response.body;
  };
  /** As the web asks: with words in the body, else with a query. */
  const listed = async (query: string) => {
    const { search, ...rest } = Object.fromEntries(new URLSearchParams(query));
    if (search === undefined) return read(`/api/conversations${query}`);
    const response = await client.post('/api/conversations/search', { ...conversationsQuery.parse(rest), search });
    if (response.status !== 200) throw new Error(`a search answered ${response.status}: ${response.text}`);
    return response.body;
  };
  const inbox: Inbox = {
    list: async (query = '') => conversationsReply.parse(await listed(query)),
    conversations: async (query = '') => (await inbox.list(query)).conversations,
    page: async (conversationId, query = '') =>
      messagesReply.parse(await read(`/api/conversations/${conversationId}/messages${query}`)),
    async thread(conversationId, limit = 100) {
      const found: MessageDto[] = [];
      for (let before = ''; ; ) {
        const page = await inbox.page(conversationId, `?limit=${limit}${before && `&before=${before}`}`);
        found.unshift(...page.messages);
        if (page.nextBefore === null) return found;
        before = page.nextBefore;
      }
    },
    changes: async (since) => changesReply.parse(await read(`/api/inbox/changes?since=${since}`)),
    summary: () => read('/api/inbox/summary'),
    markRead: (conversationId, upTo) =>
      client.post(`/api/conversations/${conversationId}/read`, upTo === undefined ? {} : { upTo }),
    markUnread: (conversationId) => client.post(`/api/conversations/${conversationId}/unread`, {}),
  };
  return inbox;
}

export const readText = ({ content }: MessageDto): string => (content.kind === 'text' ? content.text : content.kind);

/** Lets go of what a state looks like by itself: the same whenever it is read. */
export const pickStates = ({ messages, conversations }: Pick<InboxChange, 'messages' | 'conversations'>) => ({
  messages: messages.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  conversations: conversations.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
});

export interface Business {
  api: TestApi;
  url: string;
  owner: Client;
  inbox: Inbox;
  accountId: string;
  /** Somebody who has never written, known by a phone number and a business-scoped id. */
  customer(): TestCustomer;
  /** A customer writes to the number of the tests, by Meta's own way. Gives the wamid. */
  writes(customer: { id: string }, content: CustomerContent | string, over?: Partial<CustomerWrites>): string;
  /** What one customer and the business say to each other. Throws unless there is exactly one conversation of theirs. */
  with(customer: { name: string; waId?: string | undefined }): Promise<ConversationDto & { messages: MessageDto[] }>;
  /** Settles when everything that Meta has to say is in its place. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export const getAccountId = (client: Client): string => client.signedIn?.account.accountId ?? '';

/** A connected business that Meta delivers to. */
export async function startBusiness(options: Partial<TestApiOptions> = {}): Promise<Business> {
  const api = await startFirst(options);
  const url = await api.listen();
  api.sandbox.setWebhookTarget({ url: `${url}${webhookPath}` });
  const owner = await api.owner();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [seedWabas.acmeFlowers.id] }));
  const inbox = openInbox(owner);
  return {
    api,
    url,
    owner,
    inbox,
    accountId: getAccountId(owner),
    customer: () => api.sandbox.addCustomer(newPerson()),
    writes: (customer, content, over = {}) =>
      api.sandbox.customerWrites({
        customerId: customer.id,
        phoneNumberId: seedNumbers.acmeFlowers.id,
        content: typeof content === 'string' ? { type: 'text', body: content } : content,
        ...over,
      }),
    async with({ name, waId }) {
      const all = await inbox.conversations('?limit=100');
      // Echoes name nobody.
      const found = all.filter(({ customer }) => customer.name === name || (waId && customer.phone === `+${waId}`));
      const [conversation] = found;
      if (!conversation || found.length > 1) throw new Error(`there are ${found.length} conversations with ${name}`);
      return { ...conversation, messages: await inbox.thread(conversation.id) };
    },
    async settle() {
      await api.sandbox.webhooksIdle();
      await api.app.drainDeliveries();
    },
    async stop() {
      await api.stop();
      // What failed is tried again until it works, which hides mistakes well.
      const failures = api.logs().match(/^.*(?:projecting failed|replaying from quarantine failed).*$/gm) ?? [];
      if (failures.length > 0) throw new Error(`projecting failed: ${failures.join('\n').slice(0, 4_000)}`);
    },
  };
}

export interface TestCustomer {
  id: string;
  name: string;
  waId?: string | undefined;
  userId?: string | undefined;
}

let people = 0;
/** Names and ids that nobody else has. */
export function newPerson() {
  people += 1;
  const serial = String(people).padStart(6, '0');
  return { id: `customer-${serial}`, name: `Customer ${serial}`, waId: `15570${serial}`, userId: `US.77000${serial}` };
}
