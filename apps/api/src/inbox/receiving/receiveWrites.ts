import type { mongo } from 'mongoose';
import type { ConversationRecord } from '../conversation.model.js';
import type { MessageRecord } from '../message.model.js';
import type { Changed } from './receive.types.js';

type Document = mongo.Document;
/** One write of a bulk over several collections. */
export type Write = mongo.AnyClientBulkWriteModel<Document>;

/** @param namespace database and collection, with a dot between them */
export const insert = (namespace: string, document: object): Write => ({
  name: 'insertOne',
  namespace,
  document: document as Document,
});

/**
 * An update that holds only for the revision it was planned from. It is asked for by the id alone: with two conditions
 * the server plans each of them anew, at twice the cost.
 */
export const change = <T extends { _id: string; revision: number }>(
  namespace: string,
  { before, after }: Changed<T>,
  fields: readonly (keyof T)[],
): Write => ({
  name: 'updateOne',
  namespace,
  filter: { _id: after._id } as Document,
  update: onlyAt(before.revision, differences(before, after, fields)),
});

/** What receiving changes of a message, and of a conversation. */
export const messageFields = [
  'conversationId',
  'wamid',
  'isPast',
  'arrivedAt',
  'content',
  'searchText',
  'reactions',
  'editedAt',
  'deletedAt',
  'status',
  'statusTimes',
  'problem',
  'nextTryAt',
  'outbox',
  'revision',
] as const satisfies readonly (keyof MessageRecord)[];

export const conversationFields = [
  'addresses',
  'waId',
  'userId',
  'name',
  'username',
  'searchKey',
  'lastActivityAt',
  'lastMessage',
  'unread',
  'lastInboundAt',
  'lastInboundWamid',
  'revision',
] as const satisfies readonly (keyof ConversationRecord)[];

/** Sets what is new and takes away what is gone. Values are compared as they are: what changes is replaced, not edited. */
function differences<T extends object>(before: T, after: T, fields: readonly (keyof T)[]): Document {
  const set: Document = {};
  const unset: Document = {};
  for (const field of fields) {
    if (before[field] === after[field]) continue;
    if (after[field] === undefined) unset[field as string] = 1;
    else set[field as string] = after[field];
  }
  return Object.keys(unset).length > 0 ? { $set: set, $unset: unset } : { $set: set };
}

/** A document that is at another revision stays as it is. */
function onlyAt(revision: number, { $set, $unset = {} }: Document): Document[] {
  const merged: Document = { $mergeObjects: ['$$ROOT', { $literal: $set }] };
  const becomes = Object.keys($unset).reduce<Document>((input, field) => ({ $unsetField: { field, input } }), merged);
  return [{ $replaceWith: { $cond: [{ $eq: ['$revision', revision] }, becomes, '$$ROOT'] } }];
}
