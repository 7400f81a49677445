import type { SandboxState } from '../state/sandboxState.js';
import { problemChange } from '../webhooks/conversationChanges.js';
import type { JsonObject } from '../webhooks/payload.js';
import { publish } from '../webhooks/routing.js';
import { type CustomerWrites, customerWrites } from './customerActs.js';
import type { CustomerContent, CustomerContext } from './customerContent.js';
import type { Customer } from './customers.js';
import { errorBody } from './outcome.js';

interface Sample {
  words: string;
  content(customer: Customer): CustomerContent;
  context?: Omit<CustomerContext, 'replyTo'>;
  problem?: number;
}

const raw =
  (message: JsonObject): Sample['content'] =>
  () => ({ type: 'raw', message });

const makeVcard = (name: string, phone: string, digits: string) =>
  `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nTEL;type=CELL;waid=${digits}:${phone}\nEND:VCARD`;

/** The referral of an advertisement (meta-platform 17.3); its addresses lead nowhere. */
export const sampleReferral: JsonObject = {
  source_url: 'https://fb.me/sandbox',
  source_id: '120226305854810726',
  source_type: 'ad',
  headline: 'Tulips of the week',
  body: 'Chat with us and choose your colours',
  media_type: 'image',
  image_url: 'https://example.com/advertisement.jpg',
  video_url: 'https://example.com/advertisement.mp4',
  thumbnail_url: 'https://example.com/advertisement-small.jpg',
  ctwa_clid: 'Aff-sandbox-click',
  ref: 'autumn',
  welcome_message: { text: 'Hello! Which flowers are you looking for?' },
};

/** Messages in unusual shapes that were all seen (meta-platform 17.2, 17.3). */
export const samples = {
  vcard_only: {
    words: 'Card with only a vCard',
    content: () => ({
      type: 'contacts',
      contacts: [{ vcard: makeVcard('Maya Lindt', '+1 555-019-0042', '15550190042'), origin: 'other' }],
    }),
  },
  own_number: {
    words: 'Own number, because it was asked for',
    content: ({ name, waId = '15550190077' }) => ({
      type: 'contacts',
      contacts: [
        {
          vcard: makeVcard(name, `+${waId}`, waId),
          origin: 'contact_request',
          phones: [{ phone: `+${waId}`, wa_id: waId, type: 'MOBILE' }],
        },
      ],
    }),
  },
  card_without_name: {
    words: 'Card without a name',
    content: () => ({ type: 'contacts', contacts: [{ phones: [{ phone: '+1 555-019-0043', type: 'CELL' }] }] }),
  },
  card_with_everything: {
    words: 'Card with addresses and a birthday',
    content: () => ({
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: 'Maya Lindt', first_name: 'Maya', last_name: 'Lindt' },
          phones: [{ phone: '+1 555-019-0042', type: 'CELL', wa_id: '15550190042' }],
          emails: [{ email: 'maya@example.com', type: 'WORK' }],
          urls: [{ url: 'https://example.com', type: 'WORK' }],
          addresses: [{ street: 'Pariser Platz 1', city: 'Berlin', zip: '10117', country: 'Germany', type: 'HOME' }],
          org: { company: 'Lindt Gardens' },
          birthday: '1990-04-17',
        },
      ],
    }),
  },
  call_allowed: {
    words: 'Allows calls',
    content: () => ({ type: 'call_permission_reply', response: 'accept', isPermanent: true }),
  },
  call_refused: { words: 'Refuses calls', content: () => ({ type: 'call_permission_reply', response: 'reject' }) },
  address: {
    words: 'Address form',
    content: ({ name, waId = '15550190077' }) => ({
      type: 'raw',
      message: {
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: {
            name: 'address_message',
            body: `${name}\n+${waId}\n400063, Goregaon, Mumbai`,
            response_json: JSON.stringify({
              values: { name, phone_number: `+${waId}`, in_pin_code: '400063', city: 'Mumbai' },
            }),
          },
        },
      },
    }),
  },
  from_advertisement: {
    words: 'Comes from an advertisement',
    content: () => ({ type: 'text', body: 'Can I get more info about this?' }),
    context: { referral: sampleReferral },
  },
  about_product: {
    words: 'Asks about a product',
    content: () => ({ type: 'text', body: 'Is this one still there?' }),
    context: { referredProduct: { catalogId: '430100200300', productRetailerId: 'tulips-10' } },
  },
  voice_type: {
    words: 'Voice note of the older type',
    content: raw({
      type: 'voice',
      voice: { id: '800100200300', mime_type: 'audio/ogg; codecs=opus', sha256: 'c2FtcGxl' },
    }),
  },
  request_welcome: { words: 'Opens the chat (request_welcome)', content: raw({ type: 'request_welcome' }) },
  image_without_id: {
    words: 'Picture without an id',
    content: raw({ type: 'image', image: { mime_type: 'image/jpeg', sha256: 'c2FtcGxl' } }),
  },
  text_null: { words: 'Text that is null', content: raw({ type: 'text', text: null }) },
  interactive_empty: { words: 'Tap without its object', content: raw({ type: 'interactive' }) },
  order_without_catalogue: {
    words: 'Order without a catalogue',
    content: raw({ type: 'order', order: { product_items: [{ product_retailer_id: 'tulips-10', quantity: 1 }] } }),
  },
  with_problem: {
    words: 'Message beside an error',
    content: () => ({ type: 'text', body: 'Does this arrive?' }),
    problem: 131000,
  },
} as const satisfies Record<string, Sample>;

export type SampleName = keyof typeof samples;
export const sampleNames = Object.keys(samples) as [SampleName, ...SampleName[]];

export function customerWritesSample(
  state: SandboxState,
  input: Omit<CustomerWrites, 'content'> & { sample: SampleName },
): string {
  const { sample: name, ...rest } = input;
  const sample: Sample = samples[name];
  const content = sample.content(state.customers.mustFind(input.customerId));
  return customerWrites(state, { problem: sample.problem, ...sample.context, ...rest, content });
}

/** An error of the number or the app. Throws without the number. */
export function sendProblem(state: SandboxState, input: { phoneNumberId: string; code: number }): Promise<void> {
  const number = state.world.number(input.phoneNumberId);
  if (!number) throw new Error(`There is no number ${input.phoneNumberId}`);
  return publish(state, problemChange({ number, errors: [errorBody(input.code)] }));
}
