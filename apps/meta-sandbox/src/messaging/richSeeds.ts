import type { Template } from './template.types.js';

/** The explicit part of a seeded template. */
export type Seed = Omit<Template, 'id' | 'wabaId' | 'status' | 'parameterFormat' | 'rejectedReason'> &
  Partial<Pick<Template, 'status' | 'parameterFormat' | 'rejectedReason'>>;

const bouquetCard = (price: string): { components: Template['components'] } => ({
  components: [
    { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['https://media.acme.test/bouquet.jpg'] } },
    { type: 'BODY', text: 'A bouquet for {{1}}', example: { body_text: [[price]] } },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Send me this one' },
        {
          type: 'URL',
          text: 'Look closer',
          url: 'https://shop.acme.test/bouquets/{{1}}',
          example: ['https://shop.acme.test/bouquets/tulips'],
        },
      ],
    },
  ],
});

/** One of each kind beyond text: files, places, codes, Flows, products, offers and cards. */
export const richSeeds: readonly Seed[] = [
  {
    name: 'arrangement_film',
    language: 'en_US',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'VIDEO', example: { header_handle: ['https://media.acme.test/arranging.mp4'] } },
      { type: 'BODY', text: 'See how our florists arrange a bouquet.' },
    ],
  },
  {
    name: 'invoice_ready',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['https://media.acme.test/invoice.pdf'] } },
      { type: 'BODY', text: 'Your invoice {{1}} is here.', example: { body_text: [['A-1042']] } },
    ],
  },
  {
    name: 'pickup_point',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'LOCATION' },
      { type: 'BODY', text: 'Your flowers wait for you here, {{1}}.', example: { body_text: [['Ana']] } },
    ],
  },
  {
    name: 'payment_received',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      {
        type: 'BODY',
        text: 'Thank you, {{1}}. We received {{2}} on {{3}}.',
        example: { body_text: [['Ana', '€49.90', 'November 30']] },
      },
    ],
  },
  {
    name: 'autumn_coupon',
    language: 'en_US',
    category: 'MARKETING',
    components: [
      { type: 'BODY', text: 'Take {{1}} off this autumn.', example: { body_text: [['5 %']] } },
      { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE', text: 'Copy offer code', example: ['AUTUMN5'] }] },
    ],
  },
  {
    name: 'weekend_offer',
    language: 'en_US',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['https://media.acme.test/weekend.jpg'] } },
      { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Expiring offer!', has_expiration: true } },
      { type: 'BODY', text: 'Tulips for half the price, {{1}}.', example: { body_text: [['Ana']] } },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'COPY_CODE', text: 'Copy offer code', example: ['WEEKEND50'] },
          {
            type: 'URL',
            text: 'Shop now',
            url: 'https://shop.acme.test/weekend?code={{1}}',
            example: ['https://shop.acme.test/weekend?code=n3mtql'],
          },
        ],
      },
    ],
  },
  {
    name: 'feedback_form',
    language: 'en_US',
    category: 'UTILITY',
    components: [
      { type: 'BODY', text: 'How were your flowers?' },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'FLOW',
            text: 'Rate your bouquet',
            flow_id: '680100200300',
            flow_action: 'NAVIGATE',
            navigate_screen: 'RATE',
          },
        ],
      },
    ],
  },
  {
    name: 'browse_catalogue',
    language: 'en_US',
    category: 'MARKETING',
    components: [
      { type: 'BODY', text: 'Everything that blooms, in one place.' },
      { type: 'BUTTONS', buttons: [{ type: 'CATALOG', text: 'View catalog' }] },
    ],
  },
  {
    name: 'bestsellers',
    language: 'en_US',
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'What others love' },
      { type: 'BODY', text: 'The bouquets of the month.' },
      { type: 'BUTTONS', buttons: [{ type: 'MPM', text: 'View items' }] },
    ],
  },
  {
    name: 'bouquet_cards',
    language: 'en_US',
    category: 'MARKETING',
    components: [
      { type: 'BODY', text: 'Two bouquets for you, {{1}}.', example: { body_text: [['Ana']] } },
      { type: 'CAROUSEL', cards: [bouquetCard('€20'), bouquetCard('€30')] },
    ],
  },
  {
    name: 'login_code',
    language: 'en_US',
    category: 'AUTHENTICATION',
    components: [
      { type: 'BODY', text: '*{{1}}* is your verification code.', add_security_recommendation: true },
      { type: 'FOOTER', text: 'This code expires in 10 minutes.', code_expiration_minutes: 10 },
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'OTP',
            otp_type: 'COPY_CODE',
            text: 'Copy code',
            url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
            example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp123456'],
          },
        ],
      },
    ],
  },
];
