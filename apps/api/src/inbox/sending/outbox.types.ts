import type { MessageProblem, MessageStatus } from '@switchboard/contracts';
import type { GraphFailure, SendMessageInput } from '@switchboard/graph';
import type { mongo } from 'mongoose';
import type { HeldFor, OutboxEntry } from '../message.model.js';

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

export interface Partition {
  accountId: string;
  conversationId: string;
}

export type Outcome =
  /** `isHeld`: a template that Meta checks first. */
  | { kind: 'accepted'; wamid: string; isHeld: boolean }
  | { kind: 'waiting'; until: Date; attempts: number }
  | { kind: 'failed'; problem: MessageProblem }
  | { kind: 'held'; held: HeldFor }
  /** Meta may or may not have taken it. Never repeated by itself. */
  | { kind: 'unclear' };

export type Prepared =
  | {
      kind: 'ready';
      call: SendMessageInput;
      messagesPerSecond: number;
      /** Null: the message may go at any time. */
      windowClosesAt: Date | null;
      isElsewhere?: boolean | undefined;
    }
  | { kind: 'failed'; problem: MessageProblem }
  | { kind: 'held'; held: HeldFor }
  /** The number is paused, or our own storage of files does not answer. */
  | { kind: 'later'; until: Date }
  /** The upload failed: nothing of the message was sent. */
  | { kind: 'refused'; failure: GraphFailure; windowClosesAt: Date | null };

export interface Sender<Record extends QueuedRecord> {
  what: 'message' | 'reaction';
  rows: mongo.Collection<Record>;
  /** Preparation and call, in milliseconds. Then another process takes over. */
  leaseMs(record: Record): number;
  prepare(record: Record): Promise<Prepared>;
  settle(record: Record, outcome: Outcome): Promise<void>;
}
