import { z } from 'zod';
import { metaId } from '../numbers.js';

/**
 * `newest`: latest activity first. `window`: the least time left to answer first; only where a customer waits and anything may
 * still be written.
 */
export const conversationOrder = z.enum(['newest', 'window']);
export type ConversationOrder = z.infer<typeof conversationOrder>;

/** Asked for or not: `true` and `false` as words in a query, as truth values in a body. */
const flag = {
  inQuery: z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .optional(),
  inBody: z.boolean().optional(),
};
/** One of several, by its id. */
const oneOf = <Id extends z.ZodType>(id: Id) => ({ inQuery: id.optional(), inBody: id.optional() });

/**
 * By what the list of conversations can be narrowed down. Query, body and their types are made from this table. The API says by
 * which condition it finds them (`inbox/conversationFilters.ts`), the web by which rule a live change belongs to the list, and
 * what is written on the button (`features/inbox/state/listFilters.ts`): neither compiles without a new one.
 */
export const conversationFilters = {
  phoneNumberId: oneOf(metaId),
  unread: flag,
  /** Only those in which the customer had the last word. */
  waiting: flag,
};

type Forms = typeof conversationFilters;
export type ConversationFilterName = keyof Forms;
/** Left out, or false: not narrowed down by it. */
export type ConversationFilters = { [Name in ConversationFilterName]?: z.output<Forms[Name]['inBody']> };
export type FilterValue<Name extends ConversationFilterName> = NonNullable<ConversationFilters[Name]>;
/** Those that are asked for or not. */
export type ConversationFlag = {
  [Name in ConversationFilterName]: FilterValue<Name> extends boolean ? Name : never;
}[ConversationFilterName];
/** Those that are one of several. */
export type ConversationChoice = Exclude<ConversationFilterName, ConversationFlag>;

/** In the order of the table. */
export const conversationFilterNames = Object.keys(conversationFilters) as readonly ConversationFilterName[];

/** What an order asks for by itself. */
export const filtersOfOrder: Readonly<Record<ConversationOrder, ConversationFilters>> = {
  newest: {},
  window: { waiting: true },
};

const formsOf = <Form extends 'inQuery' | 'inBody'>(form: Form) =>
  Object.fromEntries(Object.entries(conversationFilters).map(([name, forms]) => [name, forms[form]])) as {
    [Name in ConversationFilterName]: Forms[Name][Form];
  };

const listed = { order: conversationOrder.optional(), cursor: z.string().max(300).optional() };
const listLimit = z.int().min(1).max(100);

/** `GET /api/conversations` */
export const conversationsQuery = z.strictObject({
  ...formsOf('inQuery'),
  ...listed,
  limit: z.coerce.number<number>().pipe(listLimit).optional(),
});
export type ConversationsQuery = z.input<typeof conversationsQuery>;

/** `POST /api/conversations/search`: words and names are personal, and stay out of addresses. */
export const searchConversationsRequest = z.strictObject({
  ...formsOf('inBody'),
  ...listed,
  limit: listLimit.optional(),
  /** Words of a name, of a number or of a message. */
  search: z.string().trim().max(200),
});
export type SearchConversationsRequest = z.infer<typeof searchConversationsRequest>;
/** What list of conversations is asked for, by either. */
export type ConversationsAsked = Omit<SearchConversationsRequest, 'search'> & { search?: string };
