import { type Change, historyChange, type JsonObject, stateSyncChange } from '@switchboard/meta-sandbox';
import { acmeNumber, newWamid, type TestNumber } from './deliveries.js';

export interface PastSaid {
  wamid?: string;
  /** Seconds since the epoch. */
  at?: number;
  /** The business wrote it. */
  isOurs?: boolean;
  status?: string;
  number?: TestNumber;
  /** What stands in the message besides id, sender, time and type. */
  message?: { type: string } & JsonObject;
}

/** A message of a phone's past, as it stands in a thread. */
export function pastSaid(waId: string, text: string, over: PastSaid = {}): JsonObject {
  const { wamid = newWamid(), at = 1_790_000_000, isOurs = false, number = acmeNumber } = over;
  const { status = isOurs ? 'read' : 'pending', message = { type: 'text', text: { body: text } } } = over;
  return {
    from: isOurs ? number.displayPhoneNumber.replace(/\D/g, '') : waId,
    id: wamid,
    timestamp: String(at),
    ...message,
    history_context: { ...(isOurs ? { from_me: true } : {}), status },
  };
}

/** One chunk of a phone's past: its threads, by the customer's number. */
export function pastChunk(
  threads: Record<string, JsonObject[]>,
  { number = acmeNumber, progress = 50 }: { number?: TestNumber; progress?: number } = {},
): Change {
  const listed = Object.entries(threads).map(([id, messages]) => ({ id, messages }));
  return historyChange({ number, history: [{ metadata: { phase: 0, chunk_order: 1, progress }, threads: listed }] });
}

/** A file of a phone's past, which Meta sends beside all threads. */
export const pastFile = (message: JsonObject, number = acmeNumber): Change =>
  historyChange({ number, messages: [message] });

export interface BookEntry {
  waId: string;
  /** null: removed. */
  name: string | null;
  at?: number;
}

/** Entries of a phone's address book. */
export function addressBook(entries: readonly BookEntry[], number = acmeNumber): Change {
  return stateSyncChange({
    number,
    entries: entries.map(({ waId, name, at = 1_790_000_000 }) => ({
      type: 'contact',
      contact: { phone_number: waId, ...(name === null ? {} : { full_name: name }) },
      action: name === null ? 'remove' : 'add',
      metadata: { timestamp: String(at) },
    })),
  });
}
