import { z } from 'zod';
import {
  carouselAction,
  catalogAction,
  flowAction,
  linkAction,
  namedAction,
  productAction,
  productListAction,
} from './interactiveActions.js';

const id = (max: number) => z.string().min(1).max(max);
const words = (max: number) => z.string().min(1).max(max);
const source = z.strictObject({
  id: z.union([z.string().min(1), z.number().int().transform(String)]).optional(),
  link: z.url({ protocol: /^https?$/ }).optional(),
  filename: z.string().optional(),
});

const textHeader = z.strictObject({ type: z.literal('text'), text: words(60) });
const anyHeader = z.discriminatedUnion('type', [
  textHeader,
  z.strictObject({ type: z.literal('image'), image: source }),
  z.strictObject({ type: z.literal('video'), video: source }),
  z.strictObject({ type: z.literal('document'), document: source }),
]);

const footer = z.strictObject({ text: words(60) }).optional();
const body = z.strictObject({ text: words(1024) });

const buttons = z.strictObject({
  type: z.literal('button'),
  header: anyHeader.optional(),
  body,
  footer,
  action: z.strictObject({
    buttons: z
      .array(z.strictObject({ type: z.literal('reply'), reply: z.strictObject({ id: id(256), title: words(20) }) }))
      .min(1)
      .max(3)
      .refine((all) => new Set(all.map(({ reply }) => reply.id)).size === all.length, 'ids must be unique')
      .refine((all) => new Set(all.map(({ reply }) => reply.title)).size === all.length, 'titles must be unique'),
  }),
});

const row = z.strictObject({ id: id(200), title: words(24), description: z.string().max(72).optional() });
const section = z.strictObject({ title: words(24).optional(), rows: z.array(row).min(1) });

const list = z.strictObject({
  type: z.literal('list'),
  header: textHeader.optional(),
  body: z.strictObject({ text: words(4096) }),
  footer,
  action: z.strictObject({
    button: words(20),
    sections: z
      .array(section)
      .min(1)
      .max(10)
      .refine(
        (all) => all.length === 1 || all.every(({ title }) => title !== undefined),
        'several sections need titles',
      )
      .refine((all) => all.flatMap(({ rows }) => rows).length <= 10, 'at most 10 rows in all sections together')
      .refine((all) => {
        const ids = all.flatMap(({ rows }) => rows.map((each) => each.id));
        return new Set(ids).size === ids.length;
      }, 'ids must be unique'),
  }),
});

const kind = <Name extends string, Action extends z.ZodType>(type: Name, action: Action) =>
  z.strictObject({ type: z.literal(type), header: anyHeader.optional(), body, footer, action });

const silentKind = <Name extends string, Action extends z.ZodType>(type: Name, action: Action) =>
  z.strictObject({ type: z.literal(type), header: anyHeader.optional(), body: body.optional(), footer, action });

/**
 * Every kind Meta names, within its limits: the pages of the Cloud API on interactive messages, and the examples in
 * Meta's OpenAPI description.
 */
export const interactive = z.discriminatedUnion('type', [
  buttons,
  list,
  kind('cta_url', linkAction),
  kind('location_request_message', namedAction('send_location')),
  kind('request_contact_info', namedAction('request_contact_info')),
  kind('address_message', namedAction('address_message')),
  silentKind('call_permission_request', namedAction('call_permission_request')),
  kind('voice_call', namedAction('voice_call')),
  kind('flow', flowAction),
  silentKind('product', productAction),
  z.strictObject({ type: z.literal('product_list'), header: textHeader, body, footer, action: productListAction }),
  kind('catalog_message', catalogAction),
  kind('carousel', carouselAction),
  kind('order_details', namedAction('review_and_pay')),
  kind('order_status', namedAction('review_order')),
]);
export type Interactive = z.output<typeof interactive>;
