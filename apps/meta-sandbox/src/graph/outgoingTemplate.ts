import { z } from 'zod';

const source = z.strictObject({ id: z.string().optional(), link: z.url().optional(), filename: z.string().optional() });

const parameter = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), parameter_name: z.string().optional() }),
  z.strictObject({ type: z.literal('image'), image: source }),
  z.strictObject({ type: z.literal('video'), video: source }),
  z.strictObject({ type: z.literal('document'), document: source }),
  z.strictObject({ type: z.literal('payload'), payload: z.string().max(128) }),
]);

export type TemplateParameter = z.output<typeof parameter>;

const component = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), parameters: z.array(parameter) }),
  z.strictObject({ type: z.literal('body'), parameters: z.array(parameter) }),
  z.strictObject({
    type: z.literal('button'),
    sub_type: z.enum(['quick_reply', 'url', 'copy_code']),
    index: z.union([z.string().regex(/^\d$/), z.number().int().min(0).max(9)]).transform(Number),
    parameters: z.array(parameter),
  }),
]);

export const template = z.strictObject({
  name: z.string().min(1),
  language: z.strictObject({ code: z.string().min(1), policy: z.literal('deterministic').optional() }),
  components: z.array(component).optional(),
});
export type OutgoingTemplate = z.output<typeof template>;
