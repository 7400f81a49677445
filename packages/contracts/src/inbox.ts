import { z } from 'zod';
import { metaId } from './numbers.js';
import { plainName } from './plainName.js';

export const conversationId = z.string().regex(/^cnv_[A-Za-z0-9_-]{1,64}$/, 'not a conversation id');
export const messageId = z.string().regex(/^msg_[A-Za-z0-9_-]{1,64}$/, 'not a message id');
export const mediaId = z.string().regex(/^med_[A-Za-z0-9_-]{1,64}$/, 'not a media id');
/** Made by the browser, once a press of the button: sending the same one twice stores one message. */
export const clientId = z.uuid();

// ---------------------------------------------------------------------------------------------------------------------
// What a message says

export const mediaKinds = ['image', 'video', 'audio', 'voice', 'document', 'sticker'] as const;
export const mediaKind = z.enum(mediaKinds);
export type MediaKind = z.infer<typeof mediaKind>;

/**
 * `waiting`: still being fetched from Meta. `ready`: can be asked for under its id. `failed`: tried for as long as Meta
 * keeps it, without success. `refused`: too large, or of a kind that is not kept. `unscanned`: it is here, and the virus
 * scanner has not looked at it yet. `infected`: the scanner found something, it is not handed out.
 */
export const mediaState = z.enum(['waiting', 'ready', 'failed', 'refused', 'unscanned', 'infected']);
export type MediaState = z.infer<typeof mediaState>;

export const mediaDto = z.object({
  mediaId: z.string(),
  kind: mediaKind,
  state: mediaState,
  mimeType: z.string(),
  size: z.int().nullable(),
  filename: z.string().nullable(),
  /** A sticker that moves. */
  animated: z.boolean(),
});
export type MediaDto = z.infer<typeof mediaDto>;

export const contactCard = z.object({
  name: z.string(),
  phones: z.array(z.object({ phone: z.string(), type: z.string().nullable() })),
  emails: z.array(z.string()),
  organisation: z.string().nullable(),
});
export type ContactCard = z.infer<typeof contactCard>;

export const templateButton = z.object({
  /** Meta's own word: `QUICK_REPLY | URL | PHONE_NUMBER | COPY_CODE | …`. */
  type: z.string(),
  text: z.string(),
});

/**
 * Who may answer customers on a number: `us` this inbox, `meta_agent` Meta's own agent, `other_app` another app;
 * `nobody` who writes next decides by the number's routing.
 */
export const responderKind = z.enum(['us', 'meta_agent', 'other_app', 'nobody']);
export type ResponderKind = z.infer<typeof responderKind>;
/** `role` is Meta's word for the part it plays (`customer_service`, `ai_agent`, `escalation`, …), where it is known. */
export const responderParty = z.object({ who: responderKind, role: z.string().nullable() });
export type ResponderParty = z.infer<typeof responderParty>;

/** What is in a message, by kind. Everything in it was written by somebody else: shown as text, never as markup. */
export const messageContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('media'), media: mediaDto, caption: z.string().nullable() }),
  z.object({
    kind: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    name: z.string().nullable(),
    address: z.string().nullable(),
  }),
  z.object({ kind: z.literal('contacts'), contacts: z.array(contactCard) }),
  z.object({
    kind: z.literal('choice'),
    source: z.enum(['button', 'list', 'template_button']),
    title: z.string(),
    description: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('flow'),
    text: z.string(),
    answers: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  z.object({
    kind: z.literal('order'),
    text: z.string().nullable(),
    items: z.array(
      z.object({ productId: z.string(), quantity: z.number(), price: z.number().nullable(), currency: z.string() }),
    ),
  }),
  z.object({
    kind: z.literal('system'),
    event: z.enum(['number_changed', 'identity_changed', 'other']),
    text: z.string(),
  }),
  z.object({
    kind: z.literal('template'),
    name: z.string(),
    language: z.string(),
    header: z.string().nullable(),
    text: z.string(),
    footer: z.string().nullable(),
    buttons: z.array(templateButton),
  }),
  z.object({
    /** A call with the customer. The message's direction says who called, and its time when that was. */
    kind: z.literal('call'),
    /** `unanswered` and `failed` are calls to the customer; `missed` are the customer's own that nobody took. */
    state: z.enum(['ringing', 'answered', 'missed', 'unanswered', 'failed']),
    /** Whole seconds of talking; null where there were none, or Meta does not say. */
    durationSeconds: z.int().nullable(),
  }),
  z.object({
    kind: z.literal('call_permission'),
    allowed: z.boolean(),
    /** Until when; null: for good, or not at all. */
    until: z.iso.datetime().nullable(),
  }),
  z.object({
    /** Another responder answers from here on. */
    kind: z.literal('handover'),
    from: responderParty,
    to: responderParty,
    isOwn: z.boolean(),
    /** What it is about, in the words of the agent that handed it over. */
    summary: z.string().nullable(),
  }),
  /** A photo or another file in the past of a phone, which Meta has not sent; it sends those of the last 14 days. */
  z.object({ kind: z.literal('placeholder') }),
  z.object({
    /** Kept, but Switchboard has no picture for it yet. `type` is Meta's word. */
    kind: z.literal('unsupported'),
    type: z.string(),
    reason: z.string().nullable(),
    /** The type is known, and what is in the message cannot be read. */
    isUnreadable: z.literal(true).optional(),
  }),
]);
export type MessageContent = z.infer<typeof messageContent>;
export type MessageContentKind = MessageContent['kind'];

// ---------------------------------------------------------------------------------------------------------------------
// What became of a message

/**
 * `received` is for messages of customers. The others are for ours, in the order in which they may follow each other:
 * a later one never gives way to an earlier one. `unclear`: Meta may or may not have taken it; the status that carries
 * our id settles it. `failed` gives way only to a proof of delivery.
 */
export const messageStatuses = [
  'received',
  'queued',
  'unclear',
  'sent',
  'failed',
  'delivered',
  'read',
  'played',
] as const;
export const messageStatus = z.enum(messageStatuses);
export type MessageStatus = z.infer<typeof messageStatus>;

/** Why a message failed, in words for the person who sent it. */
export const messageProblem = z.object({
  metaCode: z.int().nullable(),
  title: z.string(),
  message: z.string(),
  retryHelps: z.boolean(),
});
export type MessageProblem = z.infer<typeof messageProblem>;

export const messageOrigin = z.enum(['customer', 'switchboard', 'phone_app', 'other_app', 'meta_agent']);
export type MessageOrigin = z.infer<typeof messageOrigin>;

export const groupSenderDto = z.object({ name: z.string().nullable(), phone: z.string().nullable() });
export type GroupSenderDto = z.infer<typeof groupSenderDto>;

export const messageDto = z.object({
  id: z.string(),
  conversationId: z.string(),
  phoneNumberId: z.string(),
  direction: z.enum(['in', 'out']),
  origin: messageOrigin,
  author: z.object({ userId: z.string(), name: z.string() }).nullable(),
  /** Who wrote it, in a group; null elsewhere: there it is the customer. */
  sender: groupSenderDto.nullable(),
  /** It went to whoever answered then, and we only saw it: nobody here has to read it. */
  standby: z.boolean(),
  /** Meta's time for what came from Meta, ours for what was sent here. */
  at: z.iso.datetime(),
  /** Messages of a conversation are in the order of this text, compared as plain characters. */
  sortKey: z.string(),
  content: messageContent,
  /**
   * The message it answers. `id` is null when that one is not kept here, or has not come yet. `author`: who of the team
   * wrote it; left out for everything that was not sent from here. The preview of a deleted one says only that.
   */
  replyTo: z
    .object({
      id: z.string().nullable(),
      preview: z.string(),
      direction: z.enum(['in', 'out']),
      author: z.object({ userId: z.string(), name: z.string() }).optional(),
    })
    .nullable(),
  forwarded: z.enum(['no', 'once', 'often']),
  /** The advertisement the customer came from. Its files are on servers of others: no page loads them from there. */
  referral: z
    .object({
      headline: z.string().nullable(),
      body: z.string().nullable(),
      url: z.string().nullable(),
      imageUrl: z.string().optional(),
      videoUrl: z.string().optional(),
      thumbnailUrl: z.string().optional(),
      picture: mediaDto.optional(),
      welcomeText: z.string().optional(),
    })
    .nullable(),
  /** The product of the business's catalogue that the message asks about. */
  product: z.object({ catalogId: z.string(), productId: z.string() }).nullable(),
  reactions: z.array(z.object({ by: z.enum(['customer', 'business']), emoji: z.string() })),
  edited: z.boolean(),
  /** It was deleted. In the thread the text is kept and marked; lists, quotes and the search have it no longer. */
  deleted: z.boolean(),
  /** Who deleted it: the customer, or the business on its phone. */
  deletedBy: z.enum(['customer', 'business']).nullable(),
  status: messageStatus,
  statusTimes: z.object({
    sent: z.iso.datetime().nullable(),
    delivered: z.iso.datetime().nullable(),
    read: z.iso.datetime().nullable(),
    failed: z.iso.datetime().nullable(),
  }),
  problem: messageProblem.nullable(),
  /** When the next try is made, while Meta asked to wait. */
  nextTryAt: z.iso.datetime().nullable(),
  /**
   * It waits for a person, and would go to `to`. `address`: it was written for `from`, which is not the customer's address
   * any more. `interrupted`: nobody sent for a while after it was queued, so it is late, or has been sent already.
   * E.164 with `+`; null for an address that is no phone number.
   */
  held: z
    .object({ from: z.string().nullable(), to: z.string().nullable(), reason: z.enum(['address', 'interrupted']) })
    .nullable(),
  /** The failed message this one is a new attempt of. */
  retryOf: z.string().nullable(),
  clientId: z.string().nullable(),
  /** Grows with every change of this message: a state with a smaller one is older. */
  revision: z.int(),
});
export type MessageDto = z.infer<typeof messageDto>;

// ---------------------------------------------------------------------------------------------------------------------
// Conversations

export const customerDto = z.object({
  /** As the address book of the business's phone has the customer. Null for numbers that are on no phone. */
  savedName: z.string().nullable(),
  /** As the customer calls himself or herself on WhatsApp. */
  name: z.string().nullable(),
  /** E.164 with `+`. Null for customers who keep theirs hidden: they have a business-scoped id only. */
  phone: z.string().nullable(),
  username: z.string().nullable(),
});
export type CustomerDto = z.infer<typeof customerDto>;

export const optOutDto = z.object({
  category: z.string(),
  since: z.iso.datetime(),
});
export type OptOutDto = z.infer<typeof optOutDto>;

export const responderDto = responderParty.extend({
  /** From then on nobody answers, unless something more happens: Meta forgets who does after 24 hours. */
  idleAt: z.iso.datetime(),
  /** The role that had it before, which gets it when it is handed back; null: it is let go. */
  backTo: z.string().nullable(),
  /** What an agent that handed it over says it is about, and when. */
  summary: z.object({ text: z.string(), at: z.iso.datetime() }).nullable(),
});
export type ResponderDto = z.infer<typeof responderDto>;

export const conversationDto = z.object({
  id: z.string(),
  phoneNumberId: z.string(),
  /** A group has no customer of its own: every message names its sender. It is answered on the phone. */
  kind: z.enum(['person', 'group']),
  /** Who answers; null where nobody else was ever seen to. */
  responder: responderDto.nullable(),
  optOuts: z.array(optOutDto),
  customer: customerDto,
  lastActivityAt: z.iso.datetime(),
  lastMessage: z
    .object({
      id: z.string(),
      direction: z.enum(['in', 'out']),
      kind: z.string(),
      /** One line, without markup. */
      preview: z.string(),
      status: messageStatus,
      /** Another responder of the number sent it; null: the customer, or the business itself. */
      sentBy: z.enum(['meta_agent', 'other_app']).nullable(),
      /** In a group: which of its customers wrote it. Null: it is no group's, or not a customer's. */
      sender: groupSenderDto.nullable(),
    })
    .nullable(),
  unread: z.int(),
  /** Until when anything but a template may be sent: 24 hours after the customer's last message. Null: never opened. */
  windowClosesAt: z.iso.datetime().nullable(),
  revision: z.int(),
});
export type ConversationDto = z.infer<typeof conversationDto>;

export const conversationsReply = z.object({
  success: z.literal(true),
  conversations: z.array(conversationDto),
  nextCursor: z.string().nullable(),
  /** Everything up to this change is in the answer. */
  seq: z.int(),
});
export type ConversationsReply = z.infer<typeof conversationsReply>;

export const conversationReply = z.object({ success: z.literal(true), conversation: conversationDto });
export type ConversationReply = z.infer<typeof conversationReply>;

export const messagesQuery = z.strictObject({
  /** Messages before this sort key. Left out: the latest. */
  before: z.string().max(100).optional(),
  /** Messages around this one instead, for the jump to a quoted message; `unread`: around the first that nobody has read. */
  around: z.union([messageId, z.literal('unread')]).optional(),
  limit: z.coerce.number<number>().int().min(1).max(100).optional(),
});
export type MessagesQuery = z.infer<typeof messagesQuery>;
export const messagesReply = z.object({
  success: z.literal(true),
  messages: z.array(messageDto),
  /** Give it as `before` to read on; null at the beginning of the conversation. */
  nextBefore: z.string().nullable(),
  /** With `around=unread`: the first message that nobody has read. Null: all are read, and the page is the latest one. */
  firstUnread: messageId.nullable().optional(),
  seq: z.int(),
});
export type MessagesReply = z.infer<typeof messagesReply>;

// ---------------------------------------------------------------------------------------------------------------------
// Sending

const text = z.string().trim().min(1).max(4096);
/** Meta's limit for what stands under a picture, a film or a document. */
const caption = z.string().trim().min(1).max(1024);
const replyTo = messageId.optional();

export const sendMessageRequest = z.discriminatedUnion('type', [
  z.strictObject({ clientId, type: z.literal('text'), text, replyTo }),
  z.strictObject({
    clientId,
    type: z.literal('media'),
    mediaId,
    caption: caption.optional(),
    replyTo,
  }),
  z.strictObject({
    clientId,
    type: z.literal('template'),
    name: z.string().min(1).max(512),
    language: z.string().min(2).max(20),
    /** By the keys that the template's own list names. */
    variables: z.record(z.string().max(100), z.string().trim().min(1).max(1024)).optional(),
    /** Sent although the customer wants no marketing: somebody was asked and wants to try. */
    confirmOptOut: z.literal(true).optional(),
  }),
  z.strictObject({
    clientId,
    type: z.literal('reaction'),
    messageId,
    /** One emoji; null takes the reaction back. */
    emoji: z.string().min(1).max(32).nullable(),
  }),
]);
export type SendMessageRequest = z.infer<typeof sendMessageRequest>;
export const sendMessageReply = z.object({ success: z.literal(true), message: messageDto });
export type SendMessageReply = z.infer<typeof sendMessageReply>;

/** `POST /api/conversations/:conversationId/messages/:messageId/retry`: a new attempt, beside the failed one. */
export const retryMessageRequest = z.strictObject({ clientId, confirmOptOut: z.literal(true).optional() });
export type RetryMessageRequest = z.infer<typeof retryMessageRequest>;

/**
 * `POST /api/conversations/:conversationId/thread-control`: `take` makes this inbox the one that answers; `hand_back` gives
 * the conversation to the role that had it before, or lets it go.
 */
export const threadControlRequest = z.strictObject({ action: z.enum(['take', 'hand_back']) });
export type ThreadControlRequest = z.infer<typeof threadControlRequest>;
export const threadControlReply = conversationReply;

/**
 * `POST /api/conversations/:conversationId/messages/:messageId/release`: a held message goes to the customer's address of today.
 * `…/withhold`: it is not sent. The answer is the message.
 */
export const decideHeldRequest = z.strictObject({});

export const readConversationRequest = z.strictObject({
  /** The last message that was seen. Left out: everything. */
  upTo: messageId.optional(),
});
export type ReadConversationRequest = z.infer<typeof readConversationRequest>;

/**
 * `POST /api/conversations/:conversationId/unread`: the customer's last message waits to be read again. The answer is the
 * conversation; where a customer never wrote, it is as it was.
 */
export const unreadConversationRequest = z.strictObject({});

/**
 * `POST /api/media`: the file's bytes as the body, its type as `Content-Type`, its name in `Content-Disposition`; nothing
 * stands in the address.
 */
export const uploadQuery = z.strictObject({});
export const uploadName = plainName('Name the file', 240).optional();
export const uploadReply = z.object({ success: z.literal(true), media: mediaDto });
export type UploadReply = z.infer<typeof uploadReply>;

// ---------------------------------------------------------------------------------------------------------------------
// Templates

export const templateVariable = z.object({
  /** `header.1`, `body.1`, `body.first_name`, `button.0`. */
  key: z.string(),
  /** What stands between the braces: `1`, `first_name`. */
  name: z.string(),
  part: z.enum(['header', 'body', 'button']),
  example: z.string().nullable(),
});
export type TemplateVariable = z.infer<typeof templateVariable>;

/** An approved template of the number's WhatsApp account. Texts hold `{{1}}` or `{{first_name}}` where variables go. */
export const templateDto = z.object({
  name: z.string(),
  language: z.string(),
  category: z.string(),
  header: z.string().nullable(),
  text: z.string(),
  footer: z.string().nullable(),
  buttons: z.array(templateButton),
  variables: z.array(templateVariable),
  /** Why it cannot be sent from here (its header is a picture, say); null when it can. */
  unusable: z.string().nullable(),
});
export type TemplateDto = z.infer<typeof templateDto>;

/** `GET /api/templates?phoneNumberId=…` */
export const templatesQuery = z.strictObject({ phoneNumberId: metaId });
export const templatesReply = z.object({ success: z.literal(true), templates: z.array(templateDto) });
export type TemplatesReply = z.infer<typeof templatesReply>;

/** Fills the variables of a template's part. Unfilled ones stay in their braces. */
export function fillTemplate(
  part: 'header' | 'body',
  text: string,
  variables: Readonly<Record<string, string>>,
): string {
  return text.replace(
    /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g,
    (braces, name: string) => variables[`${part}.${name}`] ?? braces,
  );
}

// ---------------------------------------------------------------------------------------------------------------------
// Notices, quarantine

export const noticeTone = z.enum(['good', 'info', 'warn', 'bad']);
/** Something Meta said about a number or its WhatsApp account. */
export const noticeDto = z.object({
  id: z.string(),
  wabaId: z.string(),
  /** Null when it concerns every number of the account. */
  phoneNumberId: z.string().nullable(),
  at: z.iso.datetime(),
  tone: noticeTone,
  title: z.string(),
  text: z.string(),
  /** The dictionary's id of what was said; null for what it has no entry for. */
  code: z.string().nullable(),
});
export type NoticeDto = z.infer<typeof noticeDto>;
/** `GET /api/notices` */
export const noticesReply = z.object({ success: z.literal(true), notices: z.array(noticeDto) });
export type NoticesReply = z.infer<typeof noticesReply>;

/** Why something of Meta's is waiting instead of being shown. */
export const quarantineReasons = [
  'number_unknown',
  'number_disconnected',
  'number_paused',
  'not_json',
  'not_understood',
] as const;
export const quarantineReason = z.enum(quarantineReasons);
export type QuarantineReason = z.infer<typeof quarantineReason>;

/** Updates that were kept because nobody here understands them, as far as they are known. */
export const notUnderstood = z.object({
  /** Null where it is about a whole WhatsApp account, or names no number. */
  phoneNumberId: z.string().nullable(),
  /** Meta's word for what it is about (`messages`, …); null where there is none. */
  field: z.string().nullable(),
  /** Meta's word for what it is (`image`, …), where it says. */
  type: z.string().nullable(),
  /** A field that is not known; something known that cannot be read; something understood that has no place here. */
  why: z.enum(['field_unknown', 'malformed', 'no_place']),
  waiting: z.int(),
  since: z.iso.datetime(),
  latest: z.iso.datetime(),
});
export type NotUnderstood = z.infer<typeof notUnderstood>;

/** `GET /api/quarantine`: what waits for numbers of this account. `POST /api/quarantine/replay` answers the same. */
export const quarantineReply = z.object({
  success: z.literal(true),
  /** Everything, `notUnderstood` as well. */
  waiting: z.int(),
  numbers: z.array(
    z.object({ phoneNumberId: z.string(), waiting: z.int(), reason: quarantineReason, since: z.iso.datetime() }),
  ),
  /** What of it was not understood, by what is known of it. Left out when there is none. */
  notUnderstood: z.array(notUnderstood).optional(),
  /** How many were put in their place by this request. */
  replayed: z.int(),
});
export type QuarantineReply = z.infer<typeof quarantineReply>;

// ---------------------------------------------------------------------------------------------------------------------
// Live

/** `GET /api/inbox/summary` */
export const inboxSummaryReply = z.object({
  success: z.literal(true),
  unreadConversations: z.int(),
  /** Of the owner's numbers; 0 for everybody else. */
  quarantined: z.int(),
  seq: z.int(),
});
export type InboxSummaryReply = z.infer<typeof inboxSummaryReply>;

/**
 * One change of an account's inbox. Numbered without a gap: who has seen `seq` 7 and is handed 9 asks for what is
 * missing. Whole states, not differences: applying one twice is the same as applying it once.
 */
export const inboxChange = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  messages: z.array(messageDto),
  conversations: z.array(conversationDto),
  /**
   * Conversations that messages of a phone's past came into, by id. There may be thousands, so they are not in
   * `messages`: a thread that is open is read again.
   */
  refilled: z.array(z.string()),
  unreadConversations: z.int().nullable(),
  /**
   * Conversations that turned out to be one person's: `from` is part of `into` now, with everything in it, in the order in
   * which that happened. Both ids may be asked for.
   */
  merged: z.array(z.object({ from: conversationId, into: conversationId })).optional(),
  /** Conversations are gone for good: ask what was missed, and read the lists again as the answer says. */
  reset: z.literal(true).optional(),
});
export type InboxChange = z.infer<typeof inboxChange>;

/**
 * A message of a customer that has reached us just now and cannot be lost any more. It has no number, and its revision
 * is 0: it is not in its place yet, and no question can name it. The change that brings it there follows, and is all
 * that counts.
 */
export const inboxArrival = z.object({ message: messageDto });
export type InboxArrival = z.infer<typeof inboxArrival>;

/** `GET /api/inbox/changes?since=7` */
export const changesQuery = z.strictObject({ since: z.coerce.number<number>().int().min(0) });
export const changesReply = z.object({
  success: z.literal(true),
  /** True when what was missed is no longer kept, too much, or that something was deleted: read the lists again instead. */
  reset: z.boolean(),
  /** One change that brings the reader from `since` to its own `seq`; ask again while `more`. */
  change: inboxChange,
  more: z.boolean(),
});
export type ChangesReply = z.infer<typeof changesReply>;

/** What a browser says about itself over the socket: which conversation is open, and whether somebody types in it. */
export const presenceReport = z.strictObject({ conversationId: conversationId.nullable(), typing: z.boolean() });
export type PresenceReport = z.infer<typeof presenceReport>;

/** Where a colleague is. Repeated every 20 s while it lasts; forgotten after 45 s without a repeat. */
export const presenceEvent = z.object({
  /** One browser tab. */
  socketId: z.string(),
  userId: z.string(),
  name: z.string(),
  conversationId: z.string().nullable(),
  typing: z.boolean(),
});
export type PresenceEvent = z.infer<typeof presenceEvent>;
