import { seedTemplates } from '../seeds.js';
import { richSeeds, type Seed } from './richSeeds.js';
import type { Template } from './template.types.js';

const springButtons = (shop: string, stop: string): Template['components'][number] => ({
  type: 'BUTTONS',
  buttons: [
    {
      type: 'URL',
      text: shop,
      url: 'https://shop.acme.test/offers/{{1}}',
      example: ['https://shop.acme.test/offers/tulips'],
    },
    { type: 'QUICK_REPLY', text: 'Tell me more' },
    { type: 'QUICK_REPLY', text: stop },
  ],
});

/** One of each situation: plain, positional, named, complete, with a picture, pending and rejected. */
const seeds: readonly Seed[] = [
  {
    name: seedTemplates.sample,
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
      { type: 'BODY', text: 'Welcome! This message shows that your number can send.' },
      { type: 'FOOTER', text: 'A sample message' },
    ],
  },
  {
    name: seedTemplates.positional,
    language: 'en_US',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'Hi {{1}}, your order {{2}} is on its way.',
        example: { body_text: [['Ana', 'A-1042']] },
      },
    ],
  },
  {
    name: seedTemplates.positional,
    language: 'de',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'Hallo {{1}}, deine Bestellung {{2}} ist unterwegs.',
        example: { body_text: [['Ana', 'A-1042']] },
      },
    ],
  },
  {
    name: seedTemplates.named,
    language: 'en_US',
    category: 'UTILITY',
    parameterFormat: 'NAMED',
    components: [
      {
        type: 'BODY',
        text: 'Hello {{customer_name}}, we look forward to seeing you on {{day}} at {{hour}}.',
        example: {
          body_text_named_params: [
            { param_name: 'customer_name', example: 'Ana' },
            { param_name: 'day', example: 'Friday' },
            { param_name: 'hour', example: '10:30' },
          ],
        },
      },
    ],
  },
  {
    name: seedTemplates.complete,
    language: 'en_US',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Spring is here, {{1}}', example: { header_text: ['Ana'] } },
      {
        type: 'BODY',
        text: 'Take {{1}} off everything in bloom until {{2}}.',
        example: { body_text: [['20 %', 'Sunday']] },
      },
      { type: 'FOOTER', text: 'You can stop these messages at any time' },
      springButtons('See the offer', 'Stop these messages'),
    ],
  },
  {
    name: seedTemplates.complete,
    language: 'de',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Der Frühling ist da, {{1}}', example: { header_text: ['Ana'] } },
      {
        type: 'BODY',
        text: '{{1}} auf alles, was blüht, bis {{2}}.',
        example: { body_text: [['20 %', 'Sonntag']] },
      },
      { type: 'FOOTER', text: 'Du kannst diese Nachrichten jederzeit abbestellen' },
      springButtons('Zum Angebot', 'Abbestellen'),
    ],
  },
  {
    name: seedTemplates.withPicture,
    language: 'en_US',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['https://media.acme.test/catalogue.jpg'] } },
      { type: 'BODY', text: 'Our new catalogue is out, {{1}}. Have a look!', example: { body_text: [['Ana']] } },
    ],
  },
  {
    name: seedTemplates.pending,
    language: 'en_US',
    category: 'UTILITY',
    status: 'PENDING',
    components: [
      {
        type: 'BODY',
        text: 'Your order {{1}} will be a day late. We are sorry.',
        example: { body_text: [['A-1042']] },
      },
    ],
  },
  {
    name: seedTemplates.rejected,
    language: 'en_US',
    category: 'MARKETING',
    status: 'REJECTED',
    rejectedReason: 'PROMOTIONAL',
    components: [{ type: 'BODY', text: 'BUY NOW!!! Everything must go!!!' }],
  },
];

/** The seeds of an account, with stable ids. */
export function seededTemplates(wabaId: string): Template[] {
  return [...seeds, ...richSeeds].map((seed, index) => ({
    status: 'APPROVED',
    parameterFormat: 'POSITIONAL',
    rejectedReason: null,
    ...structuredClone(seed),
    id: `6${wabaId.slice(-9)}${String(index + 1).padStart(2, '0')}`,
    wabaId,
  }));
}
