import { randomUUID } from 'node:crypto';
import type { MessageDto, SendMessageRequest } from '@switchboard/contracts';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import type { Response } from 'supertest';
import type { ConversationRecord } from '../src/inbox/conversation.model.js';
import { newConversationId, phoneAddress, receivedMessageId, toSortKey, userIdAddress } from '../src/inbox/ids.js';
import type { MessageRecord } from '../src/inbox/message.model.js';
import type { Client } from './client.js';
import { startApi, type TestApi, type TestApiOptions } from './harness.js';

/** The body of a request, without what every one of them has. */
type Unsent<Request> = Request extends { clientId: string } ? Omit<Request, 'clientId'> & { clientId?: string } : never;
export type Draft = Unsent<SendMessageRequest>;

/** One conversation, as the team and the customer see it. */
export interface Chat {
  conversationId: string;
  phoneNumberId: string;
  customerId: string;
  /** What the customer wrote last. */
  inbound: { id: string; wamid: string };
  post(draft: Draft): Promise<Response>;
  /** Posts, and gives the message. Throws when it was refused. */
  write(draft: Draft | string): Promise<MessageDto>;
  retry(messageId: string, clientId?: string): Promise<Response>;
  /** A message as it is stored now. */
  message(id: string): Promise<MessageRecord>;
  /** Everything of ours in it, in the order of the thread. */
  ours(): Promise<MessageRecord[]>;
  /** What the sandbox has accepted for the customer, in order: the texts, or the types. */
  arrived(): string[];
}

export interface Team {
  api: TestApi;
  owner: Client;
  accountId: string;
  /** A chat that the customer began just now, or so many milliseconds ago. */
  chat(customerId?: string, options?: { phoneNumberId?: string; agoMs?: number }): Promise<Chat>;
  /** Sends and fetches what is due. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

export const acme = seedNumbers.acmeFlowers.id;
export const acmeSecond = seedNumbers.acmeSecond.id;

/** A business that is connected, with an inbox to write from. */
export async function startTeam(options: Partial<TestApiOptions> = {}): Promise<Team> {
  const api = await startApi(options);
  const owner = await api.owner();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [seedWabas.acmeFlowers.id] }));
  return makeTeam(api, owner);
}

export function makeTeam(api: TestApi, owner: Client): Team {
  const accountId = owner.signedIn?.account.accountId ?? '';
  return {
    api,
    owner,
    accountId,
    chat: (customerId = 'ana', { phoneNumberId = acme, agoMs = 0 } = {}) =>
      beginChat(api, owner, { accountId, customerId, phoneNumberId, agoMs }),
    run: () => api.app.runDueSending(),
    stop: () => api.stop(),
  };
}

interface Beginning {
  accountId: string;
  customerId: string;
  phoneNumberId: string;
  agoMs: number;
}

/** The customer writes to Meta, and what the webhook would store is stored. */
async function beginChat(api: TestApi, owner: Client, beginning: Beginning): Promise<Chat> {
  const { accountId, customerId, phoneNumberId, agoMs } = beginning;
  const at = new Date(api.clock.now().getTime() - agoMs);
  const content = { type: 'text' as const, body: 'Hello' };
  const wamid = api.sandbox.customerWrites({ customerId, phoneNumberId, content, at: at.getTime() });
  const customer = api.sandbox.customers.find(({ id }) => id === customerId);
  const { waId, userId, name } = customer ?? {};
  const addresses = [...(waId ? [phoneAddress(waId)] : []), ...(userId ? [userIdAddress(userId)] : [])];
  const conversationId = newConversationId(accountId, phoneNumberId, addresses[0] ?? '');
  const inboundId = receivedMessageId(phoneNumberId, wamid);
  const sortKey = toSortKey(at, at, 0, inboundId);
  const conversation: ConversationRecord = {
    _id: conversationId,
    accountId,
    phoneNumberId,
    addresses,
    ...(waId ? { waId } : {}),
    ...(userId ? { userId } : {}),
    ...(name ? { name } : {}),
    searchKey: (name ?? '').toLowerCase(),
    lastActivityAt: at,
    lastMessage: { id: inboundId, direction: 'in', kind: 'text', preview: 'Hello', status: 'received', sortKey },
    unread: 1,
    lastInboundAt: at,
    lastInboundWamid: wamid,
    revision: 1,
  };
  const inbound: MessageRecord = {
    _id: inboundId,
    accountId,
    phoneNumberId,
    conversationId,
    wamid,
    direction: 'in',
    origin: 'customer',
    at,
    arrivedAt: at,
    sortKey,
    content: { kind: 'text', text: 'Hello' },
    status: 'received',
    revision: 1,
  };
  await api.connection.collection<ConversationRecord>('conversations').insertOne(conversation);
  const messages = api.connection.collection<MessageRecord>('messages');
  await messages.insertOne(inbound);

  const path = `/api/conversations/${conversationId}/messages`;
  const post = (draft: Draft) => owner.post(path, { clientId: randomUUID(), ...draft });
  return {
    conversationId,
    phoneNumberId,
    customerId,
    inbound: { id: inboundId, wamid },
    post,
    async write(draft) {
      const response = await post(typeof draft === 'string' ? { type: 'text', text: draft } : draft);
      if (response.status !== 201) throw new Error(`writing answered ${response.status}: ${response.text}`);
      return response.body.message;
    },
    retry: (messageId, clientId = randomUUID()) => owner.post(`${path}/${messageId}/retry`, { clientId }),
    async message(id) {
      const record = await messages.findOne({ _id: id });
      if (!record) throw new Error(`There is no message ${id}`);
      return record;
    },
    ours: () => messages.find({ conversationId, direction: 'out' }).sort({ sortKey: 1 }).toArray(),
    arrived: () =>
      api.sandbox
        .sentMessages()
        .filter((sent) => sent.customerId === customerId && sent.phoneNumberId === phoneNumberId)
        .map(({ type, body }) => (type === 'text' ? String((body.text as { body: string }).body) : type)),
  };
}
