import type { mongo } from 'mongoose';
import type { MessageRecord } from '../message.model.js';
import type { Changed } from './receive.types.js';

type Document = mongo.Document;
export type Write = mongo.AnyClientBulkWriteModel<Document>;

export const insert = (namespace: string, document: object): Write => ({
  name: 'insertOne',
  namespace,
  document: document as Document,
});

/**
 * The server parses and plans each write anew, which costs more than the change; with more documents, each searches
 * longer for its own.
 */
const changedAtOnce = 50;

/** A document at another revision stays as it is, and is not counted as modified. */
export function change<T extends { _id: string; accountId: string; revision: number }>(
  namespace: string,
  changed: readonly Changed<T>[],
  fields: readonly (keyof T)[],
): Write[] {
  const groups = new Map<string, { gone: string[]; becomes: [string, Becomes][] }>();
  const accountIds = [...new Set(changed.map(({ before }) => before.accountId))];
  for (const { before, after } of changed) {
    const { set, gone } = differences(before, after, fields);
    const group = groups.get(gone.join()) ?? { gone, becomes: [] };
    groups.set(gone.join(), group);
    group.becomes.push([after._id, { from: before.revision, set }]);
  }
  return [...groups.values()].flatMap(({ gone, becomes }) =>
    splitIntoChunks(becomes, changedAtOnce).map((some) => ({
      name: 'updateMany' as const,
      namespace,
      filter: { _id: { $in: some.map(([id]) => id) }, accountId: { $in: accountIds } } as Document,
      update: [{ $replaceWith: becoming(Object.fromEntries(some), gone) }],
    })),
  );
}

interface Becomes {
  from: number;
  set: Document;
}

/** `$getField` takes a computed name since MongoDB 7.2. */
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

function splitIntoChunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

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
