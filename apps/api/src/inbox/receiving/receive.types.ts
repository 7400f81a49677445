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
import type { EarlyEventRecord } from './earlyEvent.model.js';

/** An update about a number that an account holds. */
export interface RoutedUpdate {
  accountId: string;
  arrivedAt: Date;
  /** Index in the delivery, from 0. */
  place: number;
  update: InboundMessageUpdate | MessageEchoUpdate | MessageStatusUpdate | PastMessageUpdate;
  /** Since when this account has a number that others had before. */
  sharedSince?: Date;
  /** The update stands for a line with this id: only its person has to be known. */
  lineId?: string;
}

/** A call or a hand-over. */
export interface RoutedLine {
  accountId: string;
  arrivedAt: Date;
  place: number;
  update: CallUpdate | HandoverUpdate;
}

export interface KnownInbox {
  conversations: ConversationRecord[];
  messages: MessageRecord[];
  earlyEvents: EarlyEventRecord[];
}

/** The write holds only while the document is at the revision of `before`. */
export interface Changed<T> {
  before: T;
  after: T;
}

/** In the order in which it was touched. */
export interface TouchedInbox {
  messages: MessageRecord[];
  conversations: ConversationRecord[];
  /** Conversations of a history import: browsers read their threads again. */
  refilled: string[];
}

export interface ReceivePlan {
  newMessages: MessageRecord[];
  changedMessages: Changed<MessageRecord>[];
  newConversations: ConversationRecord[];
  changedConversations: Changed<ConversationRecord>[];
  newMedia: MediaRecord[];
  newEarlyEvents: EarlyEventRecord[];
  usedEarlyEventIds: string[];
  touched: Map<string, TouchedInbox>;
  /** Conversations to be counted from their messages: after a crash, or after a call that changed. */
  recount: Set<string>;
  /** For metrics: updates that changed something, and those that did not. */
  fresh: number;
  repeated: number;
  /** By number: the proof that it can send. */
  delivered: Map<string, Date>;
  /** Echoes that came before Meta's id of our message was known. */
  ownEchoes: OwnEcho[];
}

export interface OwnEcho {
  accountId: string;
  ownId: string;
  echoId: string;
  wamid: string;
}
