import type { ConnectionHistoryKind } from '@switchboard/contracts';

export interface NewHistoryEntry {
  accountId: string;
  kind: ConnectionHistoryKind;
  /** Now, when left out. */
  at?: Date;
  /** A `userId`, or who else did it. `Switchboard` when left out. */
  by?: string;
  title: string;
  /** One or two sentences, without secrets and without customers' data. */
  text: string;
  phoneNumberIds?: readonly string[];
  durationMs?: number;
  /** The id by which Meta's support finds a call. */
  fbtraceId?: string;
  /** Made from what happened: an entry with a key that the account has already is not stored again. */
  key?: string;
}

/** Stores an entry. It is a call and no event, because nothing else keeps what it says. */
export type WriteHistory = (entry: NewHistoryEntry) => Promise<void>;
