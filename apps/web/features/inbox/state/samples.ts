import type { ConversationDto, InboxChange, MessageDto } from '@switchboard/contracts';

/** Ready-made states for the tests of this feature. */
export const sampleMessage = (id: string, change: Partial<MessageDto> = {}): MessageDto => ({
  id,
  conversationId: 'cnv_1',
  phoneNumberId: '700',
  direction: 'in',
  origin: 'customer',
  author: null,
  sender: null,
  standby: false,
  at: '2026-11-24T10:00:00.000Z',
  sortKey: id,
  content: { kind: 'text', text: `Text of ${id}` },
  replyTo: null,
  forwarded: 'no',
  referral: null,
  product: null,
  reactions: [],
  edited: false,
  deleted: false,
  deletedBy: null,
  status: 'received',
  statusTimes: { sent: null, delivered: null, read: null, failed: null },
  problem: null,
  nextTryAt: null,
  held: null,
  retryOf: null,
  clientId: null,
  revision: 1,
  ...change,
});

export const sampleConversation = (id: string, change: Partial<ConversationDto> = {}): ConversationDto => ({
  id,
  phoneNumberId: '700',
  kind: 'person',
  responder: null,
  optOuts: [],
  customer: { savedName: null, name: 'Maria Sol', phone: '+15550100001', username: null },
  lastActivityAt: '2026-11-24T10:00:00.000Z',
  lastMessage: null,
  unread: 0,
  windowClosesAt: '2026-11-25T10:00:00.000Z',
  revision: 1,
  ...change,
});

export const sampleChange = (seq: number, change: Partial<InboxChange> = {}): InboxChange => ({
  seq,
  at: '2026-11-24T10:00:00.000Z',
  messages: [],
  conversations: [],
  refilled: [],
  unreadConversations: null,
  ...change,
});
