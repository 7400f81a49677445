import type {
  CallUpdate,
  HandoverUpdate,
  InboundMessageUpdate,
  MessageEchoUpdate,
  MessageStatusUpdate,
  PastMessageUpdate,
} from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import type { MediaRecord } from '../media/media.model.js';
import type { MessageRecord } from '../message.model.js';
import type { StrayRecord } from './stray.model.js';

/** Something Meta said about a number that an account holds. */
export interface PlacedUpdate {
  accountId: string;
  arrivedAt: Date;
  /** Its place in the delivery, from 0. */
  place: number;
  update: InboundMessageUpdate | MessageEchoUpdate | MessageStatusUpdate | PastMessageUpdate;
  /** Other accounts have had the number: since when this one has it. */
  sharedSince?: Date;
  /** It stands for a line, which is kept under this id: only whose it is has to be known. */
  lineId?: string;
}

/** A line of a thread that is nobody's message: a call, or that somebody else answers from here on. */
export interface PlacedLine {
  accountId: string;
  arrivedAt: Date;
  /** Its place in the delivery, from 0. */
  place: number;
  update: CallUpdate | HandoverUpdate;
}

/** What is stored about everything that the updates name. */
export interface KnownInbox {
  conversations: ConversationRecord[];
  messages: MessageRecord[];
  strays: StrayRecord[];
}

/** A stored document and what it becomes. The write holds only while the document is still at the revision of `before`. */
export interface Changed<T> {
  before: T;
  after: T;
}

/** What the browsers of an account are told, in the order in which it was touched. */
export interface TouchedInbox {
  messages: MessageRecord[];
  conversations: ConversationRecord[];
  /** Ids of conversations that messages of the past came into: threads are read again rather than told each of them. */
  refilled: string[];
}

/** What has to be written, and whom it concerns. */
export interface ReceivePlan {
  newMessages: MessageRecord[];
  changedMessages: Changed<MessageRecord>[];
  newConversations: ConversationRecord[];
  changedConversations: Changed<ConversationRecord>[];
  newMedia: MediaRecord[];
  newStrays: StrayRecord[];
  usedStrayIds: string[];
  /** By account. */
  touched: Map<string, TouchedInbox>;
  /**
   * Conversations whose counts are to be made from the messages: after a crash nothing else is certain, and a call may
   * turn out to have been missed, or earlier.
   */
  recount: Set<string>;
  /** For the metrics: how many updates changed something, and how many said nothing new. */
  fresh: number;
  repeated: number;
  /** Messages of ours that Meta has delivered, by number: the proof that it can send. */
  delivered: Map<string, Date>;
  /** Echoes of what was sent from here, which came before Meta's id for it was known here: each is that message. */
  ownEchoes: OwnEcho[];
}

/** A message that was sent from here, and the one that its echo made beside it. */
export interface OwnEcho {
  accountId: string;
  ownId: string;
  echoId: string;
  /** Of both. */
  wamid: string;
}
