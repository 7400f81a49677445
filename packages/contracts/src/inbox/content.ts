import { z } from 'zod';
import { mediaDto } from './media.js';
import { responderParty } from './responders.js';
import { templateButton } from './templates.js';

export const contactCard = z.object({
  name: z.string(),
  phones: z.array(z.object({ phone: z.string(), type: z.string().nullable() })),
  emails: z.array(z.string()),
  organisation: z.string().nullable(),
});
export type ContactCard = z.infer<typeof contactCard>;

/** What is in a message, by kind. Everything in it was written by somebody else: shown as text, never as markup. */
export const messageContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string() }),
  z.object({ kind: z.literal('media'), media: mediaDto, caption: z.string().nullable() }),
  z.object({
    kind: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    name: z.string().nullable(),
    address: z.string().nullable(),
  }),
  z.object({ kind: z.literal('contacts'), contacts: z.array(contactCard) }),
  z.object({
    kind: z.literal('choice'),
    source: z.enum(['button', 'list', 'template_button']),
    title: z.string(),
    description: z.string().nullable(),
  }),
  z.object({
    kind: z.literal('flow'),
    text: z.string(),
    answers: z.array(z.object({ name: z.string(), value: z.string() })),
  }),
  z.object({
    kind: z.literal('order'),
    text: z.string().nullable(),
    items: z.array(
      z.object({ productId: z.string(), quantity: z.number(), price: z.number().nullable(), currency: z.string() }),
    ),
  }),
  z.object({
    kind: z.literal('system'),
    event: z.enum(['number_changed', 'identity_changed', 'other']),
    text: z.string(),
  }),
  z.object({
    kind: z.literal('template'),
    name: z.string(),
    language: z.string(),
    header: z.string().nullable(),
    text: z.string(),
    footer: z.string().nullable(),
    buttons: z.array(templateButton),
  }),
  z.object({
    /** A call with the customer. The message's direction says who called, and its time when that was. */
    kind: z.literal('call'),
    /** `unanswered` and `failed` are calls to the customer; `missed` are the customer's own that nobody took. */
    state: z.enum(['ringing', 'answered', 'missed', 'unanswered', 'failed']),
    /** Whole seconds of talking; null where there were none, or Meta does not say. */
    durationSeconds: z.int().nullable(),
  }),
  z.object({
    kind: z.literal('call_permission'),
    allowed: z.boolean(),
    /** Until when; null: for good, or not at all. */
    until: z.iso.datetime().nullable(),
  }),
  z.object({
    /** Another responder answers from here on. */
    kind: z.literal('handover'),
    from: responderParty,
    to: responderParty,
    isOwn: z.boolean(),
    /** What it is about, in the words of the agent that handed it over. */
    summary: z.string().nullable(),
  }),
  /** A photo or another file in the past of a phone, which Meta has not sent; it sends those of the last 14 days. */
  z.object({ kind: z.literal('placeholder') }),
  z.object({
    /** Kept, but Switchboard has no picture for it yet. `type` is Meta's word. */
    kind: z.literal('unsupported'),
    type: z.string(),
    reason: z.string().nullable(),
    /** The type is known, and what is in the message cannot be read. */
    isUnreadable: z.literal(true).optional(),
  }),
]);
export type MessageContent = z.infer<typeof messageContent>;
export type MessageContentKind = MessageContent['kind'];
