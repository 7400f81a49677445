import type { ConversationDto, InboxChange } from '@switchboard/contracts';
import type { LoadedList } from './conversationList';
import type { Thread } from './threadState';

/**
 * Everything this browser knows of the inbox. One place: lists and threads are derived from it, so that a change is
 * put in once and is seen everywhere.
 */
export interface InboxState {
  /** Every change up to this one is in here; null until the first answer. */
  seq: number | null;
  /** Where the unbroken row of changes began. An answer older than this leaves a hole behind it. */
  startSeq: number | null;
  /** Changes that came before the ones they follow, by seq. */
  early: readonly InboxChange[];
  /** An answer showed that changes before `startSeq` are missing. */
  behind: boolean;
  conversations: ReadonlyMap<string, ConversationDto>;
  /** Of conversations that were opened. Others' messages are not kept. */
  threads: ReadonlyMap<string, Thread>;
  lists: ReadonlyMap<string, LoadedList>;
  /** Conversations that became part of another: by the id that was, the one that is. */
  mergedInto: ReadonlyMap<string, string>;
  unreadConversations: number | null;
  /** A change touched a conversation of which nothing was known: only the server can count now. */
  unreadUnsure: boolean;
  /** The server's time of the last change. */
  lastChangeAt: string | null;
  /** Grows when everything was forgotten and has to be read again. */
  generation: number;
}
