import type { ConversationDto, InboxChange } from '@switchboard/contracts';
import type { LoadedList } from './conversationList';
import type { Thread } from './threadState';

/**
 * Everything this browser knows of the inbox. Lists and threads are derived from it, so that a change is applied once.
 */
export interface InboxState {
  /** Every change up to this one is applied; null until the first answer. */
  seq: number | null;
  /** The start of the gapless sequence of changes. An answer older than this leaves a gap. */
  startSeq: number | null;
  /** Changes that came before the ones they follow, by seq. */
  early: readonly InboxChange[];
  /** An answer showed that changes before `startSeq` are missing. */
  behind: boolean;
  conversations: ReadonlyMap<string, ConversationDto>;
  threads: ReadonlyMap<string, Thread>;
  lists: ReadonlyMap<string, LoadedList>;
  /** Conversations that became part of another: old id to new id. */
  mergedInto: ReadonlyMap<string, string>;
  unreadConversations: number | null;
  /** A change touched an unknown conversation: only the server can count now. */
  unreadUnsure: boolean;
  lastChangeAt: string | null;
  /** Grows with each reset, after which everything is read again. */
  generation: number;
}
