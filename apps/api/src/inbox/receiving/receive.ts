import { isAboutAnotherMessage } from './messageContent.mapper.js';
import { People } from './people.js';
import { QuotesAndNames } from './quotesAndNames.js';
import type { KnownInbox, ReceivePlan, RoutedLine, RoutedUpdate } from './receive.types.js';
import { ReceivedConversations } from './receivedConversations.js';
import { ReceivedFacts } from './receivedFacts.js';
import { ReceivedFiles } from './receivedFiles.js';
import { ReceivedLines } from './receivedLines.js';
import { ReceivedMessages } from './receivedMessages.js';
import type { MessageUpdate, Receiving, StatusUpdate } from './receiving.js';
import { WorkingSet } from './workingSet.js';

const standsAlone = ({ contact, message }: MessageUpdate['update']): boolean =>
  contact !== undefined && !isAboutAnotherMessage(message.content);

/**
 * Turns updates into a plan of writes. Pure: order and repetition do not matter.
 *
 * @param again the updates may be stored in part: what is there is announced once more, and counts are made from the
 * messages.
 * @param owners conversation by message id, where addresses alone do not decide (`identity/`).
 * @param taken names that an earlier account of the number has in use (`ownNames.ts`).
 */
export function planReceive(
  routed: readonly RoutedUpdate[],
  known: KnownInbox,
  now: Date,
  again: boolean,
  lines: readonly RoutedLine[] = [],
  owners: ReadonlyMap<string, string> = noOwners,
  taken: ReadonlySet<string> = noneTaken,
): ReceivePlan {
  const set = new WorkingSet(known);
  const references = new QuotesAndNames(set, again, taken);
  const people = new People(set, owners);
  const work: Receiving = { set, references, people, seen: emptySeen(), now, again, taken };
  const files = new ReceivedFiles(work);
  const conversations = new ReceivedConversations(work);
  const facts = new ReceivedFacts(work, conversations, files);
  const messages = new ReceivedMessages(work, conversations, facts, files);
  const ofLines = new ReceivedLines(work, conversations, facts);
  // Messages first: reactions and statuses of the same delivery find them then.
  const ofMessages = routed.filter((one): one is MessageUpdate => one.update.kind !== 'status');
  for (const one of ofMessages) if (standsAlone(one.update)) messages.add(one);
  for (const line of lines) ofLines.add(line);
  for (const one of ofMessages) if (!standsAlone(one.update)) facts.add(one);
  for (const one of routed) if (one.update.kind === 'status') facts.addStatus(one as StatusUpdate);
  return { ...set.workedOn(), ...work.seen };
}

const noOwners: ReadonlyMap<string, string> = new Map();
const noneTaken: ReadonlySet<string> = new Set();

const emptySeen = (): Receiving['seen'] => ({
  newMedia: [],
  recount: new Set(),
  fresh: 0,
  repeated: 0,
  delivered: new Map(),
  ownEchoes: [],
});
