import type { ConversationRecord } from './conversation.model.js';
import { mergedResponders } from './responders/responder.js';

/**
 * Who says what a field is when threads turn out to be one person's, or one thread two persons':
 * - `own`: the thread that has it keeps it. What a merged thread had is dropped, and a thread that begins has none.
 * - `facts`: who is who (`identity/arrange.ts`).
 * - `messages`: the messages that stand in the thread then (`recount.service.ts`).
 * - `signs`: those of the messages that say who answers (`responders/anew.ts`).
 * - `readMarks`: the marks of the threads that the messages come from (`identity/carriedReadMarks.ts`).
 * - `addressBook`, `preferences`: what is kept by the addresses that lead there then.
 */
type Source = 'own' | 'facts' | 'messages' | 'signs' | 'readMarks' | 'addressBook' | 'preferences';

type Field = keyof ConversationRecord;
type Value<F extends Field> = ConversationRecord[F];

/**
 * Makes one value of both. Done once more with its own result it gives the same, because another process goes on where one died:
 * the later, the greater, all of both; never a sum.
 */
type Unite<F extends Field> = (stays: Value<F>, goes: Value<F>) => Value<F>;

interface Decision<F extends Field> {
  /** The field of a thread that another becomes part of. */
  merged: Source | Unite<F>;
  /** The field of a thread that loses messages, and of the one that gets them. */
  split: Source;
  /** Whether receiving changes it. What it changes in other fields is not written. */
  isReceived: boolean;
}

const own = { merged: 'own', split: 'own', isReceived: false } as const;
const facts = { merged: 'facts', split: 'facts' } as const;
const messages = { merged: 'messages', split: 'messages', isReceived: true } as const;

const laterOf = (a: Date | undefined, b: Date | undefined): Date | undefined => (a && b ? (b > a ? b : a) : (a ?? b));

/** What becomes of each stored field of a conversation. A new one does not compile before it has a row. */
export const conversationFields = {
  _id: own,
  accountId: own,
  phoneNumberId: own,
  isGroup: own,
  groupNamedAt: own,
  unsettledAt: own,
  lastMarkedWamid: own,
  revision: { ...own, isReceived: true },

  addresses: { ...facts, isReceived: true },
  since: { ...facts, isReceived: false },
  former: { ...facts, isReceived: false },
  waId: { ...facts, isReceived: true },
  userId: { ...facts, isReceived: true },
  name: { ...facts, isReceived: true },
  namedAt: { ...facts, isReceived: true },
  username: { ...facts, isReceived: true },
  usernamedAt: { ...facts, isReceived: true },
  searchKey: { ...facts, isReceived: true },

  lastActivityAt: messages,
  lastMessage: messages,
  unread: messages,
  answeredUpTo: messages,
  lastInboundAt: messages,
  lastInboundWamid: messages,

  readUpTo: { merged: laterOf, split: 'readMarks', isReceived: false },
  responder: { merged: mergedResponders, split: 'signs', isReceived: true },
  savedName: { merged: 'addressBook', split: 'addressBook', isReceived: false },
  preferences: { merged: 'preferences', split: 'preferences', isReceived: false },
} as const satisfies { readonly [F in Field]-?: Decision<F> };

type Fields = typeof conversationFields;
/** Fields of which one source says what they are, after a merge or a split. */
export type FieldOf<S extends Source, When extends 'merged' | 'split' = 'merged'> = {
  [F in Field]: Fields[F][When] extends S ? F : never;
}[Field];
/** Fields of a merged thread that are made of those of both. */
export type UnitedField = Exclude<Field, FieldOf<Source>>;

const names = Object.keys(conversationFields) as Field[];
const decisions: { readonly [F in Field]: Decision<F> } = conversationFields;

/** What receiving may change, and writes. */
export const receivedFields: readonly Field[] = names.filter((field) => decisions[field].isReceived);

/** @returns of a row the fields that one source says after a merge. */
export const pickFieldsOf = <S extends Source>(
  source: S,
  row: ConversationRecord,
): Pick<ConversationRecord, FieldOf<S>> =>
  Object.fromEntries(
    names.flatMap((field) => (decisions[field].merged === source ? [[field, row[field]]] : [])),
  ) as Pick<ConversationRecord, FieldOf<S>>;

function unite<F extends Field>(field: F, stays: ConversationRecord, goes: ConversationRecord): Value<F> | undefined {
  const { merged } = decisions[field];
  return typeof merged === 'function' ? merged(stays[field], goes[field]) : undefined;
}

/** @returns the fields that are made of both, as far as one of the threads has them. */
export function uniteFields(stays: ConversationRecord, goes: ConversationRecord): Partial<ConversationRecord> {
  const united = names.map((field) => [field, unite(field, stays, goes)] as const);
  return Object.fromEntries(united.filter(([, value]) => value !== undefined));
}
