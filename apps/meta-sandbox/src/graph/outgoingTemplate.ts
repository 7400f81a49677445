import { z } from 'zod';

/** Meta and clients write some words in capitals. */
const lowered =
  (...keys: readonly string[]) =>
  (value: unknown) =>
    typeof value !== 'object' || value === null
      ? value
      : Object.fromEntries(
          Object.entries(value).map(([key, word]) => [
            key,
            keys.includes(key) && typeof word === 'string' ? word.toLowerCase() : word,
          ]),
        );

const place = z.union([z.string().regex(/^\d$/), z.number().int().min(0).max(9)]).transform(Number);
const id = z.union([z.string().min(1), z.number().int().transform(String)]);

const source = z
  .strictObject({
    id: id.optional(),
    link: z.url({ protocol: /^https?$/ }).optional(),
    filename: z.string().optional(),
  })
  .refine((media) => (media.id === undefined) !== (media.link === undefined), 'needs either id or link, and not both');
export type TemplateMedia = z.output<typeof source>;

const degrees = (max: number) => z.coerce.number().min(-max).max(max);
const location = z.strictObject({
  latitude: degrees(90),
  longitude: degrees(180),
  name: z.string().optional(),
  address: z.string().optional(),
});

const words = z.union([z.string(), z.number(), z.boolean()]).transform(String).pipe(z.string().min(1));
const named = { parameter_name: z.string().optional() };

const product = z.looseObject({ product_retailer_id: z.string().min(1) });
const section = z.looseObject({ title: z.string().max(24).optional(), product_items: z.array(product).min(1).max(30) });

const action = z.looseObject({
  flow_token: z.string().optional(),
  flow_action_data: z.record(z.string(), z.unknown()).optional(),
  thumbnail_product_retailer_id: z.string().optional(),
  sections: z.array(section).min(1).max(10).optional(),
});

/** The largest date in JavaScript. */
const latest = 8_640_000_000_000_000;

const parameter = z.preprocess(
  lowered('type'),
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('text'), text: words, ...named }),
    z.strictObject({
      type: z.literal('currency'),
      currency: z.looseObject({
        fallback_value: z.string().min(1),
        code: z.string().length(3),
        amount_1000: z.coerce.number().int(),
      }),
      ...named,
    }),
    z.strictObject({
      type: z.literal('date_time'),
      date_time: z.looseObject({ fallback_value: z.string().min(1) }),
      ...named,
    }),
    z.strictObject({ type: z.literal('image'), image: source }),
    z.strictObject({ type: z.literal('video'), video: source }),
    z.strictObject({ type: z.literal('document'), document: source }),
    z.strictObject({ type: z.literal('location'), location }),
    z.strictObject({ type: z.literal('product'), product }),
    z.strictObject({ type: z.literal('payload'), payload: z.string().max(256) }),
    z.strictObject({ type: z.literal('coupon_code'), coupon_code: z.string().min(1).max(20) }),
    z.strictObject({ type: z.literal('action'), action }),
    z.strictObject({ type: z.literal('ttl_minutes'), ttl_minutes: z.coerce.number().int().min(1) }),
    z.strictObject({
      type: z.literal('limited_time_offer'),
      limited_time_offer: z.strictObject({ expiration_time_ms: z.coerce.number().int().min(0).max(latest) }),
    }),
  ]),
);
export type TemplateParameter = z.output<typeof parameter>;

const subTypes = ['quick_reply', 'url', 'copy_code', 'flow', 'catalog', 'mpm', 'spm', 'phone_number', 'voice_call'];

const parts = [
  z.strictObject({ type: z.literal('header'), parameters: z.array(parameter) }),
  z.strictObject({ type: z.literal('body'), parameters: z.array(parameter) }),
  z.strictObject({
    type: z.literal('button'),
    sub_type: z.enum(subTypes),
    index: place,
    parameters: z.array(parameter).default([]),
  }),
] as const;

const partOfCard = z.preprocess(lowered('type', 'sub_type'), z.discriminatedUnion('type', [...parts]));
export type TemplatePart = z.output<typeof partOfCard>;

const card = z.strictObject({ card_index: place, components: z.array(partOfCard) });
export type TemplateCard = z.output<typeof card>;

const component = z.preprocess(
  lowered('type', 'sub_type'),
  z.discriminatedUnion('type', [
    ...parts,
    z.strictObject({ type: z.literal('limited_time_offer'), parameters: z.array(parameter) }),
    z.strictObject({ type: z.literal('carousel'), cards: z.array(card).min(1).max(10) }),
  ]),
);

export const template = z.strictObject({
  name: z.string().min(1),
  language: z.strictObject({ code: z.string().min(1), policy: z.literal('deterministic').optional() }),
  components: z.array(component).optional(),
});
export type OutgoingTemplate = z.output<typeof template>;
export type OutgoingComponent = z.output<typeof component>;
