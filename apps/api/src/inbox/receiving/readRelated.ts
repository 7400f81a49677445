import { wamidKey } from '@switchboard/graph';
import type { Model, mongo } from 'mongoose';
import type { ConversationRecord } from '../conversation.model.js';
import { listAddresses } from '../ids.js';
import { getCollection } from '../inboxWrites.js';
import { maxAnswersShown, maxSearchedByToken } from '../limits.js';
import type { MessageRecord } from '../message.model.js';
import { isPlaceholder } from './messageContent.mapper.js';
import type { KnownInbox, RoutedUpdate } from './receive.types.js';
import { isOtherForm } from './references.js';

type Question = mongo.Filter<MessageRecord>;

/**
 * Reads what the first queries have shown to be concerned: answers to messages that are edited, deleted or late; what
 * was said after a late answer from the phone; messages stored under the other form of a wamid. Plain messages cost no
 * query.
 */
export async function readRelated(
  messages: Model<MessageRecord>,
  routed: readonly RoutedUpdate[],
  known: KnownInbox,
): Promise<MessageRecord[]> {
  const older = await olderForms(messages, routed, known);
  const all = { ...known, messages: [...known.messages, ...older] };
  const ask = async (questions: Question[], most: number): Promise<MessageRecord[]> =>
    questions.length === 0 ? [] : getCollection(messages).find({ $or: questions }).limit(most).toArray();
  const [answers, said] = await Promise.all([
    ask([...answersAffected(routed, all), ...waitingAnswers(known)], maxAnswersShown),
    ask(saidSinceAnswers(routed, known), 0),
  ]);
  if (older.length + answers.length + said.length === 0) return [];
  const here = new Set(known.messages.map(({ _id }) => _id));
  const found = new Map([...older, ...answers, ...said].map((message) => [message._id, message]));
  return [...found.values()].filter(({ _id }) => !here.has(_id));
}

function listTargets({ update }: RoutedUpdate): string[] {
  if (update.kind === 'status') return [];
  const { content, context } = update.message;
  return [...('target' in content ? [content.target] : []), ...(context?.repliesTo ? [context.repliesTo] : [])];
}

/** An edit, a deletion, the file of a placeholder. */
function answersAffected(routed: readonly RoutedUpdate[], { messages }: KnownInbox): Question[] {
  const toName = (wamid: string) => wamidKey(wamid) ?? wamid;
  const changed = new Set<string>();
  for (const { update } of routed) {
    if (update.kind === 'status') continue;
    const { content } = update.message;
    if (content.type === 'edit' || content.type === 'revoke') changed.add(toName(content.target));
  }
  const byAccount = new Map<string, string[]>();
  for (const { _id, accountId, wamid, content } of messages) {
    if (wamid === undefined) continue;
    if (!isPlaceholder(content) && (changed.size === 0 || !changed.has(toName(wamid)))) continue;
    byAccount.set(accountId, [...(byAccount.get(accountId) ?? []), _id]);
  }
  return [...byAccount].map(([accountId, ids]) => ({ accountId, 'replyTo.id': { $in: ids } }));
}

function waitingAnswers({ earlyEvents }: KnownInbox): Question[] {
  return earlyEvents.flatMap(({ accountId, about }) =>
    about.kind === 'quote' ? [{ _id: about.messageId, accountId }] : [],
  );
}

/** Mostly none: the answer is the latest message. */
function saidSinceAnswers(routed: readonly RoutedUpdate[], { conversations }: KnownInbox): Question[] {
  const byAddress = new Map<string, ConversationRecord>();
  const toKey = (accountId: string, phoneNumberId: string, address: string) =>
    `${accountId} ${phoneNumberId} ${address}`;
  for (const conversation of conversations) {
    if (conversation.unread === 0) continue;
    const { accountId, phoneNumberId, addresses } = conversation;
    for (const address of addresses) byAddress.set(toKey(accountId, phoneNumberId, address), conversation);
  }
  if (byAddress.size === 0) return [];
  const answered = new Map<ConversationRecord, Date>();
  for (const { accountId, update } of routed) {
    const isOurs = update.kind === 'echo' || (update.kind === 'past' && update.direction === 'out');
    if (!isOurs || !update.contact) continue;
    const { phoneNumberId, message, contact } = update;
    for (const address of listAddresses(contact)) {
      const conversation = byAddress.get(toKey(accountId, phoneNumberId, address));
      if (!conversation?.lastInboundAt || conversation.lastInboundAt <= message.timestamp) continue;
      if (conversation.answeredUpTo && conversation.answeredUpTo >= message.timestamp) continue;
      const latest = answered.get(conversation);
      if (!latest || latest < message.timestamp) answered.set(conversation, message.timestamp);
    }
  }
  return [...answered].map(([{ _id, accountId }, at]) => ({
    accountId,
    conversationId: _id,
    direction: 'in',
    sortKey: { $gte: String(Math.floor(at.getTime() / 1000) + 1).padStart(11, '0') },
  }));
}

/**
 * Messages of an older release, whose id was made from one form of the wamid. Only where something refers to a message
 * that is not here.
 */
async function olderForms(
  messages: Model<MessageRecord>,
  routed: readonly RoutedUpdate[],
  { conversations, messages: here }: KnownInbox,
): Promise<MessageRecord[]> {
  const nameIn = (conversationId: string, wamid: string) => `${conversationId} ${wamidKey(wamid)}`;
  const exact = new Set(here.map(({ wamid }) => wamid));
  // Another customer's message may have the same token.
  const known = new Set(here.map(({ conversationId, wamid = '' }) => nameIn(conversationId, wamid)));
  const missing = new Map<ConversationRecord, string[]>();
  for (const one of routed) {
    for (const target of listTargets(one)) {
      if (wamidKey(target) === null || exact.has(target)) continue;
      const conversation = conversations.find((candidate) => belongsTo(candidate, one));
      if (!conversation || known.has(nameIn(conversation._id, target))) continue;
      missing.set(conversation, [...(missing.get(conversation) ?? []), target]);
    }
  }
  const found: MessageRecord[] = [];
  for (const [conversation, targets] of missing) {
    const { accountId, _id: conversationId } = conversation;
    const latest = await getCollection(messages)
      .find({ accountId, conversationId, wamid: { $exists: true } })
      .sort({ sortKey: -1 })
      .limit(maxSearchedByToken)
      .project<Pick<MessageRecord, '_id' | 'wamid'>>({ wamid: 1 })
      .toArray();
    const ids = latest
      .filter((message) => targets.some((target) => isOtherForm(message, target, conversation)))
      .map(({ _id }) => _id);
    if (ids.length > 0)
      found.push(
        ...(await getCollection(messages)
          .find({ _id: { $in: ids }, accountId })
          .toArray()),
      );
  }
  return found;
}

function belongsTo(conversation: ConversationRecord, { accountId, update }: RoutedUpdate): boolean {
  if (update.kind === 'status' || !update.contact) return false;
  if (conversation.accountId !== accountId || conversation.phoneNumberId !== update.phoneNumberId) return false;
  return listAddresses(update.contact).some((address) => conversation.addresses.includes(address));
}
