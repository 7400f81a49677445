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
 * One write changes so many documents. Each write is parsed and planned by the server anew, which costs it more than the
 * change itself; and each document looks for its own among them.
 */
const changedAtOnce = 50;

/**
 * Updates that hold only for the revisions they were planned from: a document that is at another one stays as it is, and
 * is not counted as modified. What becomes of each is in the write, by id.
 */
export function change<T extends { _id: string; accountId: string; revision: number }>(
  namespace: string,
  changed: readonly Changed<T>[],
  fields: readonly (keyof T)[],
): Write[] {
  // A write takes the same fields away from all of its documents; mostly none.
  const groups = new Map<string, { gone: string[]; becomes: [string, Becomes][] }>();
  const accountIds = [...new Set(changed.map(({ before }) => before.accountId))];
  for (const { before, after } of changed) {
    const { set, gone } = differences(before, after, fields);
    const group = groups.get(gone.join()) ?? { gone, becomes: [] };
    groups.set(gone.join(), group);
    group.becomes.push([after._id, { from: before.revision, set }]);
  }
  return [...groups.values()].flatMap(({ gone, becomes }) =>
    chunksOf(becomes, changedAtOnce).map((some) => ({
      name: 'updateMany' as const,
      namespace,
      filter: { _id: { $in: some.map(([id]) => id) }, accountId: { $in: accountIds } } as Document,
      update: [{ $replaceWith: becoming(Object.fromEntries(some), gone) }],
    })),
  );
}

/** The revision that a document is changed from, and what is set then. */
interface Becomes {
  from: number;
  set: Document;
}

/** A document's own part of a write (`$getField` takes a name that is computed since MongoDB 7.2). */
function becoming(becomes: Record<string, Becomes>, gone: readonly string[]): Document {
  const merged: Document = { $mergeObjects: ['$$ROOT', '$$its.set'] };
  const changed = gone.reduce<Document>((input, field) => ({ $unsetField: { field, input } }), merged);
  return {
    $let: {
      vars: { its: { $getField: { field: '$_id', input: { $literal: becomes } } } },
      in: { $cond: [{ $eq: ['$revision', '$$its.from'] }, changed, '$$ROOT'] },
    },
  };
}

function chunksOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

/** What receiving changes of a message, and of a conversation. */
export const messageFields = [
  'conversationId',
  'wamid',
  'wamidKey',
  'peer',
  'replyTo',
  'isPast',
  'isStandby',
  'origin',
  'call',
  'at',
  'sortKey',
  'arrivedAt',
  'content',
  'searchText',
  'reactions',
  'editedAt',
  'deletedAt',
  'deletedBy',
  'status',
  'statusTimes',
  'replyPrice',
  'freeMonth',
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
  'namedAt',
  'username',
  'usernamedAt',
  'searchKey',
  'lastActivityAt',
  'lastMessage',
  'unread',
  'answeredUpTo',
  'lastInboundAt',
  'lastInboundWamid',
  'responder',
  'revision',
] as const satisfies readonly (keyof ConversationRecord)[];

/** What is new, and what is gone. Values are compared as they are: what changes is replaced, not edited. */
function differences<T extends object>(before: T, after: T, fields: readonly (keyof T)[]) {
  const set: Document = {};
  const gone: string[] = [];
  for (const field of fields) {
    if (before[field] === after[field]) continue;
    if (after[field] === undefined) gone.push(field as string);
    else set[field as string] = after[field];
  }
  return { set, gone };
}
