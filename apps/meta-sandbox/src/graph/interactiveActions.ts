import { z } from 'zod';

const parameters = z.record(z.string(), z.unknown());
const product = z.looseObject({ product_retailer_id: z.string().min(1) });

/** An action whose parameters are between the customer and the business. */
export const namedAction = <Name extends string>(name: Name) =>
  z.strictObject({ name: z.literal(name), parameters: parameters.optional() });

export const linkAction = z.strictObject({
  name: z.literal('cta_url'),
  parameters: z.strictObject({
    display_text: z.string().min(1).max(20),
    url: z.url({ protocol: /^https?$/ }),
  }),
});

/** Names a Flow by id or by name. */
export const flowAction = z.strictObject({
  name: z.literal('flow'),
  parameters: z
    .strictObject({
      flow_message_version: z.union([z.string(), z.number().transform(String)]),
      flow_id: z.string().min(1).optional(),
      flow_name: z.string().min(1).optional(),
      flow_cta: z.string().min(1).max(30),
      flow_token: z.string().max(200).optional(),
      mode: z.enum(['draft', 'published']).optional(),
      flow_action: z.enum(['navigate', 'data_exchange']).optional(),
      flow_action_payload: z.looseObject({}).optional(),
    })
    .refine((flow) => (flow.flow_id === undefined) !== (flow.flow_name === undefined), {
      message: 'needs either flow_id or flow_name, and not both',
    }),
});

export const productAction = z.strictObject({
  catalog_id: z.string().min(1),
  product_retailer_id: z.string().min(1),
});

export const productListAction = z.strictObject({
  catalog_id: z.string().min(1),
  name: z.string().optional(),
  sections: z
    .array(z.strictObject({ title: z.string().max(24).optional(), product_items: z.array(product).min(1) }))
    .min(1)
    .max(10)
    .refine((all) => all.flatMap(({ product_items: items }) => items).length <= 30, 'at most 30 products together'),
});

export const catalogAction = z.strictObject({
  name: z.literal('catalog_message'),
  parameters: z.strictObject({ thumbnail_product_retailer_id: z.string().optional() }).optional(),
});

export const carouselAction = z.strictObject({
  cards: z
    .array(
      z.looseObject({
        card_index: z.coerce.number().int().min(0).max(9),
        type: z.string().min(1),
        body: z.looseObject({ text: z.string().max(160) }).optional(),
        action: z.looseObject({}),
      }),
    )
    .min(2)
    .max(10),
});
