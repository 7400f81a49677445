import { z } from 'zod';
import { buttonTypes, headerFormats, type Template, type TemplateComponent } from '../messaging/template.types.js';
import { variablesIn } from '../messaging/templates.js';
import { badParameter, GraphError, missingParameter } from './graphError.js';

/** Meta accepts these words in small letters too. */
const capitals =
  (...keys: readonly string[]) =>
  (value: unknown) =>
    typeof value !== 'object' || value === null
      ? value
      : Object.fromEntries(
          Object.entries(value).map(([key, word]) => [
            key,
            keys.includes(key) && typeof word === 'string' ? word.toUpperCase() : word,
          ]),
        );

const example = z.record(z.string(), z.unknown()).optional();
const words = (max: number) => z.string().min(1).max(max);

/** Fixed words of WhatsApp's own buttons. */
const ownWords: Readonly<Record<string, string>> = {
  COPY_CODE: 'Copy offer code',
  CATALOG: 'View catalog',
  MPM: 'View items',
  SPM: 'View',
  OTP: 'Copy code',
};

const button = z.preprocess(
  capitals('type', 'otp_type', 'flow_action'),
  z
    .looseObject({
      type: z.enum(buttonTypes),
      text: words(25).optional(),
      url: z
        .url({ protocol: /^https?$/ })
        .max(2000)
        .optional(),
      phone_number: words(20).optional(),
      example: z.union([z.string(), z.array(z.string())]).optional(),
      flow_id: z.union([z.string(), z.number().transform(String)]).optional(),
      flow_action: z.string().optional(),
      navigate_screen: z.string().optional(),
      otp_type: z.string().optional(),
    })
    .transform((given) => ({ ...given, text: given.text ?? ownWords[given.type] ?? '' }))
    .refine(({ text }) => text !== '', 'text is required')
    .refine(({ type, url }) => type !== 'URL' || url !== undefined, 'url is required')
    .refine(
      ({ type, phone_number: phone }) => type !== 'PHONE_NUMBER' || phone !== undefined,
      'phone_number is required',
    ),
);

const parts = [
  z.looseObject({ type: z.literal('BODY'), text: words(1024), example }),
  z.looseObject({ type: z.literal('BUTTONS'), buttons: z.array(button).min(1).max(10) }),
] as const;
const header = z.union([
  z.looseObject({ type: z.literal('HEADER'), format: z.literal('TEXT'), text: words(60), example }),
  z.looseObject({ type: z.literal('HEADER'), format: z.enum(headerFormats), example }),
]);

const card = z.object({
  components: z
    .array(z.preprocess(capitals('type', 'format'), z.union([header, ...parts])))
    .min(1)
    .max(3),
});

const component = z.preprocess(
  capitals('type', 'format'),
  z.union([
    header,
    ...parts,
    z.looseObject({ type: z.literal('FOOTER'), text: words(60) }),
    z.looseObject({
      type: z.literal('LIMITED_TIME_OFFER'),
      limited_time_offer: z.object({ text: words(16), has_expiration: z.boolean().optional() }),
    }),
    z.looseObject({ type: z.literal('CAROUSEL'), cards: z.array(card).min(1).max(10) }),
  ]),
);

const definition = z
  .array(component)
  .min(1)
  .refine((all) => all.filter(({ type }) => type === 'BODY').length === 1, 'one component of type BODY is required');

const codeUrl = 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}';

/** Templates for one-time passwords have WhatsApp's own words, which the call leaves out. */
function withOwnWords(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((part: unknown) => {
    if (typeof part !== 'object' || part === null) return part;
    const fields: Record<string, unknown> = { ...part };
    switch (String(fields.type).toUpperCase()) {
      case 'BODY':
        return { ...fields, text: '*{{1}}* is your verification code.', example: { body_text: [['123456']] } };
      case 'FOOTER':
        return { ...fields, text: `This code expires in ${String(fields.code_expiration_minutes ?? 10)} minutes.` };
      case 'BUTTONS':
        return Array.isArray(fields.buttons)
          ? { ...fields, buttons: fields.buttons.map((each: object) => ({ url: codeUrl, ...each })) }
          : fields;
      default:
        return fields;
    }
  });
}

export function componentsIn(value: unknown, category: Template['category']): TemplateComponent[] {
  if (value === undefined) throw missingParameter('components');
  const parsed = definition.safeParse(category === 'AUTHENTICATION' ? withOwnWords(value) : value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw badParameter(`${['components', ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'invalid'}`);
  }
  requireExamples(parsed.data);
  return parsed.data;
}

/** Meta requires an example for each text with variables. */
function requireExamples(components: readonly TemplateComponent[]): void {
  for (const each of components) {
    if (each.type === 'CAROUSEL') for (const inner of each.cards) requireExamples(inner.components);
    const text = (each.type === 'HEADER' && each.format === 'TEXT') || each.type === 'BODY' ? each.text : '';
    if (variablesIn(text).length > 0 && !('example' in each && each.example)) {
      throw new GraphError(100, 'Invalid parameter', {
        subcode: 2_388_043,
        userTitle: 'Message template "components" param is missing expected field(s)',
        userMessage: `component of type ${each.type} is missing expected field(s) (example)`,
      });
    }
  }
}
