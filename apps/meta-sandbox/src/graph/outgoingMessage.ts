import { z } from 'zod';
import { mediaKinds } from '../messaging/mediaKinds.js';
import type { JsonObject } from '../webhooks/payload.js';
import { cloudError, invalidIn, missingIn } from './cloudError.js';
import { GraphError } from './graphError.js';
import type { GraphParams } from './graphRequest.js';
import { interactive } from './outgoingInteractive.js';
import { template } from './outgoingTemplate.js';

const id = z.union([z.string().min(1), z.number().int().transform(String)]);
const link = z.url({ protocol: /^https?$/ });

const exactlyOneSource = (media: { id?: string | undefined; link?: string | undefined }) =>
  (media.id === undefined) !== (media.link === undefined);
const oneSource = { message: 'needs either id or link, and not both' };

const source = { id: id.optional(), link: link.optional() };
const caption = z.string().max(1024).optional();

const coordinate = (max: number) => z.coerce.number().min(-max).max(max);

/** Inexact on purpose: there is no complete list of emoji. */
const looksLikeEmoji = (text: string) =>
  text.length <= 32 &&
  /[\p{Extended_Pictographic}\p{Regional_Indicator}]|\u20e3/u.test(text) &&
  !/[\p{L}\s]/u.test(text);

const emoji = z
  .string()
  .refine((text) => text === '' || looksLikeEmoji(text), { message: 'must be one emoji, or nothing' });

const bodies = {
  text: z.strictObject({ body: z.string().min(1).max(4096), preview_url: z.boolean().optional() }),
  image: z.strictObject({ ...source, caption }).refine(exactlyOneSource, oneSource),
  video: z.strictObject({ ...source, caption }).refine(exactlyOneSource, oneSource),
  audio: z.strictObject({ ...source, voice: z.boolean().optional() }).refine(exactlyOneSource, oneSource),
  document: z.strictObject({ ...source, caption, filename: z.string().optional() }).refine(exactlyOneSource, oneSource),
  sticker: z.strictObject(source).refine(exactlyOneSource, oneSource),
  template,
  interactive,
  reaction: z.strictObject({ message_id: z.string().min(1), emoji }),
  location: z.strictObject({
    latitude: coordinate(90),
    longitude: coordinate(180),
    name: z.string().optional(),
    address: z.string().optional(),
  }),
  contacts: z
    .array(z.looseObject({ name: z.looseObject({ formatted_name: z.string().min(1) }) }))
    .min(1)
    .max(257),
};

export type OutgoingType = keyof typeof bodies;
export type OutgoingBody<Type extends OutgoingType> = z.output<(typeof bodies)[Type]>;
export type Outgoing = { [Type in OutgoingType]: { type: Type; content: OutgoingBody<Type> } }[OutgoingType];

const isOutgoingType = (type: string): type is OutgoingType => Object.hasOwn(bodies, type);

const common = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: id.optional(),
  recipient: z.string().min(1).optional(),
  type: z.string().min(1).default('text'),
  context: z.strictObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
});

/** Parameters of every call, which are no part of a message. */
const ofEveryCall = [
  ...['access_token', 'appsecret_proof', 'appsecret_time', 'debug', 'fields', 'format', 'locale', 'method', 'pretty'],
  ...['suppress_http_code', 'include_headers', 'messaging_account_id'],
];

const envelopeKeys = new Set([...Object.keys(common.shape), ...ofEveryCall]);

/** The body of a send call, with structures parsed. */
export function toBody(params: GraphParams): JsonObject {
  const own = params.names.filter((name) => !ofEveryCall.includes(name));
  return Object.fromEntries(own.map((name) => [name, isStructure(name) ? params.structure(name) : params.value(name)]));
}

const isStructure = (name: string) => isOutgoingType(name) || name === 'context' || name === 'typing_indicator';

export interface OutgoingMessage {
  message: Outgoing;
  waId: string | null;
  /** `to` holds a business-scoped id: Meta accepts it and sends nothing. */
  isLost: boolean;
  to: string | null;
  recipient: string | null;
  replyTo: string | null;
  bizOpaqueCallbackData: string | null;
}

export function readOutgoing(body: JsonObject): OutgoingMessage {
  const { type: typeName } = body;
  if (typeof typeName === 'string' && !isOutgoingType(typeName)) {
    throw cloudError(131051, `Unsupported message type: ${typeName}`);
  }
  const type: OutgoingType = typeof typeName === 'string' && isOutgoingType(typeName) ? typeName : typeIn(body);
  const entries = Object.entries(body);
  const stray = entries.find(([key]) => !envelopeKeys.has(key) && key !== type);
  if (stray) throw unexpectedKey(stray[0], '');
  const envelope = parse(common, Object.fromEntries(entries.filter(([key]) => Object.hasOwn(common.shape, key))), '');
  const { to, recipient, context, biz_opaque_callback_data: opaque } = envelope;
  if (to === undefined && recipient === undefined) throw missingIn("Parameter 'to' is missing");
  // The phone number wins over the id.
  const isLost = to !== undefined && /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/.test(to);
  const waId = to === undefined || isLost ? null : toWaId(to);
  if (type === 'reaction' && context) throw invalidIn('A reaction cannot be a reply');
  return {
    message: readBody(type, body[type]),
    waId,
    isLost,
    to: to ?? null,
    recipient: to === undefined ? (recipient ?? null) : null,
    replyTo: context?.message_id ?? null,
    bizOpaqueCallbackData: opaque ?? null,
  };
}

/** Without `type` a message is a text, unless it holds one other thing, as in some of Meta's examples. */
function typeIn(body: JsonObject): OutgoingType {
  const [only, ...others] = Object.keys(body).filter(isOutgoingType);
  return only !== undefined && others.length === 0 ? only : 'text';
}

function readBody<Type extends OutgoingType>(type: Type, body: unknown): Extract<Outgoing, { type: Type }> {
  const content = parse<unknown>(bodies[type], body, type);
  return { type, content } as Extract<Outgoing, { type: Type }>;
}

function toWaId(to: string): string {
  const digits = to.replaceAll(/[\s()+.-]/g, '');
  if (!/^\d{5,15}$/.test(digits)) throw invalidIn(`'${to}' is not a phone number`);
  return digits;
}

const unexpectedKey = (key: string, where: string) =>
  new GraphError(100, `(#100) Unexpected key "${key}" on param${where === '' ? '' : ` "${where}"`}`);

/** Meta's notation of a path: `template['language']`. */
const toName = (root: string, path: readonly PropertyKey[]) => {
  const [first, ...rest] = root === '' ? path : [root, ...path];
  return `${String(first ?? 'message')}${rest.map((part) => `['${String(part)}']`).join('')}`;
};

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, part) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, part) : undefined),
    value,
  );

/** Missing is 131008, unknown is 100, wrong is 131009. */
function parse<Value>(schema: z.ZodType<Value>, value: unknown, root: string): Value {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const name = toName(root, path);
  if (issue?.code === 'unrecognized_keys')
    throw unexpectedKey(issue.keys[0] ?? '', path.length + root.length > 0 ? name : '');
  if (name === 'messaging_product') throw new GraphError(100, '(#100) The parameter messaging_product is required');
  if (valueAt(value, path) === undefined) throw missingIn(`The parameter ${name} is required`);
  if (issue?.code === 'invalid_union' && 'options' in issue && issue.options !== undefined) {
    const words = issue.options.map(String).join(', ');
    throw invalidIn(`Param ${name} must be one of {${words}} - got "${String(valueAt(value, path))}".`);
  }
  throw invalidIn(`Param ${name}: ${issue?.message ?? 'invalid'}`);
}

export const isMediaMessage = (
  message: Outgoing,
): message is Extract<Outgoing, { type: (typeof mediaKinds)[number] }> =>
  (mediaKinds as readonly string[]).includes(message.type);
