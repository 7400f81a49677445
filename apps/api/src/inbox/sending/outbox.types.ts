import type { MessageProblem, MessageStatus } from '@switchboard/contracts';
import type { GraphFailure, SendMessageInput } from '@switchboard/graph';
import type { mongo } from 'mongoose';
import type { HeldFor, OutboxEntry } from '../message.model.js';

/** What the outbox needs to know of a document that wants to be sent. */
export interface QueuedRecord {
  _id: string;
  accountId: string;
  phoneNumberId: string;
  conversationId: string;
  sortKey: string;
  at: Date;
  status: MessageStatus;
  outbox?: OutboxEntry | undefined;
  revision: number;
}

/** What goes out one after the other. */
export interface Lane {
  accountId: string;
  conversationId: string;
}

/** What became of one try. */
export type Outcome =
  /** Meta took it. `isHeld`: a template that Meta looks at first; its status tells when it goes out. */
  | { kind: 'accepted'; wamid: string; isHeld: boolean }
  /** Meta asked to wait, so many times by now. */
  | { kind: 'waiting'; until: Date; attempts: number }
  | { kind: 'failed'; problem: MessageProblem }
  /** A person is asked whether it goes. */
  | { kind: 'held'; held: HeldFor }
  /** Meta may or may not have taken it. Never offered again by itself. */
  | { kind: 'unclear' };

/** Everything for the call, or why there is none. */
export type Prepared =
  | {
      kind: 'ready';
      call: SendMessageInput;
      messagesPerSecond: number;
      /** After it Meta takes nothing but templates; null where that does not matter. */
      windowClosesAt: Date | null;
      /** Somebody else is known to answer the conversation. */
      isElsewhere?: boolean | undefined;
    }
  | { kind: 'failed'; problem: MessageProblem }
  /** Not without asking a person. */
  | { kind: 'held'; held: HeldFor }
  /** Not now: the number rests. It stays queued and is looked at again then. */
  | { kind: 'later'; until: Date }
  /** The file could not be handed over. Nothing of the message was sent, whatever became of the file. */
  | { kind: 'refused'; failure: GraphFailure; windowClosesAt: Date | null };

/** One kind of thing that is sent: how it becomes a call, and what its outcome changes. */
export interface Courier<Record extends QueuedRecord> {
  /** The kind's name in logs and metrics. */
  what: 'message' | 'reaction';
  rows: mongo.Collection<Record>;
  /** How long preparing and sending may take: after that another process takes it for abandoned. Milliseconds. */
  leaseMs(record: Record): number;
  prepare(record: Record): Promise<Prepared>;
  settle(record: Record, outcome: Outcome): Promise<void>;
}
