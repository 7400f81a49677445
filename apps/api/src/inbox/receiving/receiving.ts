import type {
  InboundMessageUpdate,
  MessageEchoUpdate,
  MessageStatusUpdate,
  PastMessageUpdate,
} from '@switchboard/graph';
import type { People } from './people.js';
import type { QuotesAndNames } from './quotesAndNames.js';
import type { ReceivePlan, RoutedUpdate } from './receive.types.js';
import type { ShownHow, WorkedOn, WorkingSet } from './workingSet.js';

export type LiveUpdate = RoutedUpdate & { update: InboundMessageUpdate | MessageEchoUpdate };
type PastUpdate = RoutedUpdate & { update: PastMessageUpdate };
export type MessageUpdate = LiveUpdate | PastUpdate;
export type StatusUpdate = RoutedUpdate & { update: MessageStatusUpdate };

/** What the parts of one plan work on together. */
export interface Receiving {
  readonly set: WorkingSet;
  readonly references: QuotesAndNames;
  readonly people: People;
  /** What is found out beside the documents themselves. */
  readonly seen: Omit<ReceivePlan, keyof WorkedOn>;
  readonly now: Date;
  /** The updates may be stored in part. */
  readonly again: boolean;
  /** Names that an earlier account of the number has in use. */
  readonly taken: ReadonlySet<string>;
}

export const shownHow = ({ kind }: MessageUpdate['update']): ShownHow => (kind === 'past' ? 'refilled' : 'told');
