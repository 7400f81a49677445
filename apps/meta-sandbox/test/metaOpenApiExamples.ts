/**
 * The request examples of Meta's OpenAPI description in their shapes, with words and values of our own. `MEDIA_ID` stands
 * for an uploaded file, `INBOUND` for a message of the customer.
 */
const address = {
  street: 'Street 1',
  city: 'Berlin',
  state: 'BE',
  zip: '10115',
  country: 'Germany',
  country_code: 'de',
  type: 'WORK',
};
const contact = {
  name: {
    formatted_name: 'Ben Okafor',
    first_name: 'Ben',
    last_name: 'Okafor',
    middle_name: 'T.',
    prefix: 'Dr',
    suffix: 'Jr',
  },
  birthday: '1990-08-18',
  addresses: [address],
  emails: [{ email: 'ben@acme.test', type: 'WORK' }],
  org: { company: 'Acme', department: 'Flowers', title: 'Florist' },
  phones: [{ phone: '+1 (555) 019-0002', type: 'WORK', wa_id: '15550190002' }],
  urls: [{ url: 'https://acme.test', type: 'WORK' }],
};
const context = { message_id: 'INBOUND' };
const individual = { recipient_type: 'individual' };
const file = { link: 'https://media.acme.test/file' };
const location = { latitude: 52.52, longitude: 13.405, name: 'Shop', address: 'Street 1' };
const body = { text: 'Have a look' };
const footer = { text: 'Acme Flowers' };
const header = { type: 'text', text: 'Flowers' };
const listAction = {
  button: 'Show',
  sections: [
    {
      title: 'Cut flowers',
      rows: [
        { id: 'r', title: 'Roses', description: 'Fresh' },
        { id: 't', title: 'Tulips' },
      ],
    },
    { title: 'Plants', rows: [{ id: 'o', title: 'Orchids', description: 'In a pot' }] },
  ],
};
const flow = {
  flow_message_version: '3',
  flow_cta: 'Open',
  flow_token: 'token',
  flow_action: 'navigate',
  flow_action_payload: { screen: 'FIRST', data: { key: 'value' } },
};
const interactive = (content: Record<string, unknown>) => ({
  ...individual,
  type: 'interactive',
  interactive: content,
});
const amount = { value: 1500, offset: 100 };

export const messageExamples: Record<string, Record<string, unknown>> = {
  'a text': { ...individual, type: 'text', text: { body: 'Hello', preview_url: false } },
  'a text without a type': { text: { body: 'See https://acme.test.', preview_url: true } },
  'a reply': { ...individual, context, type: 'text', text: { body: 'Yes', preview_url: false } },
  'a reaction': { ...individual, type: 'reaction', reaction: { message_id: 'INBOUND', emoji: '😀' } },
  'a picture by its id': { ...individual, type: 'image', image: { id: 'MEDIA_ID' } },
  'a picture by link, as a reply': { ...individual, context, type: 'image', image: file },
  'a sound by link': { ...individual, type: 'audio', audio: file },
  'a film by link': { ...individual, type: 'video', video: { ...file, caption: 'A film' } },
  'a document by its id': {
    ...individual,
    type: 'document',
    document: { id: 'MEDIA_ID', caption: 'Bill', filename: 'bill.pdf' },
  },
  'a document by link': { ...individual, type: 'document', document: { ...file, caption: 'Bill' } },
  'a sticker by link': { ...individual, type: 'sticker', sticker: file },
  'a contact with everything': { type: 'contacts', contacts: [contact] },
  'a place': { ...individual, type: 'location', location },
  'a list': interactive({ type: 'list', header, body, footer, action: listAction }),
  'a list as a reply, without a type': {
    ...individual,
    context,
    interactive: { type: 'list', header, body, footer, action: listAction },
  },
  'reply buttons': interactive({
    type: 'button',
    body,
    action: { buttons: ['Yes', 'No'].map((title) => ({ type: 'reply', reply: { id: title, title } })) },
  }),
  'a product': interactive({ type: 'product', body, footer, action: { catalog_id: '1', product_retailer_id: 't' } }),
  'several products': interactive({
    type: 'product_list',
    header,
    body,
    footer,
    action: {
      catalog_id: '1',
      sections: [{ title: 'Best', product_items: [{ product_retailer_id: 'a' }, { product_retailer_id: 'b' }] }],
    },
  }),
  'a catalogue': interactive({
    type: 'catalog_message',
    body,
    footer,
    action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 't' } },
  }),
  'a Flow by its id': interactive({
    type: 'flow',
    header,
    body,
    footer,
    action: { name: 'flow', parameters: { ...flow, flow_id: '1' } },
  }),
  'a draft Flow by its name': interactive({
    type: 'flow',
    header,
    body,
    footer,
    action: { name: 'flow', parameters: { ...flow, flow_name: 'booking', mode: 'draft' } },
  }),
  'an order to pay': interactive({
    type: 'order_details',
    header: { type: 'image', image: file },
    body,
    footer,
    action: {
      name: 'review_and_pay',
      parameters: {
        reference_id: 'r-1',
        type: 'digital-goods',
        currency: 'INR',
        payment_type: 'upi',
        payment_configuration: 'config',
        total_amount: amount,
        order: {
          status: 'pending',
          items: [{ retailer_id: '1', name: 'Tulips', amount, quantity: 1 }],
          subtotal: amount,
        },
      },
    },
  }),
  'the state of an order': interactive({
    type: 'order_status',
    body,
    action: { name: 'review_order', parameters: { reference_id: 'r-1', order: { status: 'processing' } } },
  }),
  'a template without values': { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
};

const text = (value: unknown) => ({ type: 'text', text: value });
const payload = (value: string) => ({ type: 'payload', payload: value });
const currency = { type: 'currency', currency: { fallback_value: '$100.99', code: 'USD', amount_1000: 100_990 } };
const dateTime = {
  type: 'date_time',
  date_time: {
    fallback_value: 'February 25, 1977',
    calendar: 'GREGORIAN',
    day_of_week: 5,
    day_of_month: 25,
    year: 1977,
    month: 2,
    hour: 15,
    minute: 33,
  },
};
const quickReplies = {
  type: 'BUTTONS',
  buttons: [
    { type: 'QUICK_REPLY', text: 'Yes' },
    { type: 'QUICK_REPLY', text: 'No' },
  ],
};
const threeValues = {
  type: 'BODY',
  text: 'Hi {{1}}, {{2}} on {{3}}.',
  example: { body_text: [['Ana', '$100.99', 'February 25']] },
};
const picture = { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW1hZ2UvanBn:x'] } };
const flowButton = { type: 'FLOW', text: 'Check it out!', flow_action: 'navigate', navigate_screen: 'FIRST' };
const flowBody = { type: 'body', text: 'Check out this new offer' };
const codeParts = [
  { type: 'BODY', add_security_recommendation: true },
  { type: 'FOOTER', code_expiration_minutes: 10 },
];
const codeSent = [
  { type: 'body', parameters: [text('482913')] },
  { type: 'button', sub_type: 'url', index: '0', parameters: [text('482913')] },
];

interface TemplateExample {
  category: string;
  components: unknown[];
  /** How it is sent. */
  sent: unknown[];
}

export const templateExamples: Record<string, TemplateExample> = {
  'with an amount and a date': {
    category: 'UTILITY',
    components: [threeValues],
    sent: [{ type: 'body', parameters: [text('text-string'), currency, dateTime] }],
  },
  'with a picture and quick replies': {
    category: 'MARKETING',
    components: [picture, threeValues, quickReplies],
    sent: [
      { type: 'header', parameters: [{ type: 'image', image: file }] },
      { type: 'body', parameters: [text('text-string'), currency, dateTime] },
      { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [payload('yes')] },
      { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [payload('no')] },
    ],
  },
  'with quick replies that are answered true and false': {
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Is it solved, {{1}}?', example: { body_text: [['Ana']] } }, quickReplies],
    sent: [
      { type: 'body', parameters: [text('*Ana*')] },
      { type: 'button', sub_type: 'quick_reply', index: 0, parameters: [text(true)] },
      { type: 'button', sub_type: 'quick_reply', index: 1, parameters: [text(false)] },
    ],
  },
  'with a catalogue': {
    category: 'MARKETING',
    components: [
      { type: 'BODY', text: '{{1}} off from {{2}}, {{3}} days', example: { body_text: [['100', '400', '3']] } },
      { type: 'BUTTONS', buttons: [{ type: 'CATALOG', text: 'View catalog' }] },
    ],
    sent: [
      { type: 'body', parameters: [text('100'), text('400'), text('3')] },
      {
        type: 'button',
        sub_type: 'CATALOG',
        index: 0,
        parameters: [{ type: 'action', action: { thumbnail_product_retailer_id: 't' } }],
      },
    ],
  },
  'with a Flow by its id': {
    category: 'MARKETING',
    components: [flowBody, { type: 'BUTTONS', buttons: [{ ...flowButton, flow_id: '1' }] }],
    sent: [
      {
        type: 'button',
        sub_type: 'flow',
        index: '0',
        parameters: [{ type: 'action', action: { flow_token: 'token', flow_action_data: { key: 'value' } } }],
      },
    ],
  },
  'with a Flow by its name': {
    category: 'MARKETING',
    components: [flowBody, { type: 'BUTTONS', buttons: [{ ...flowButton, flow_name: 'booking' }] }],
    sent: [],
  },
  'with a Flow as it is written': {
    category: 'MARKETING',
    components: [
      flowBody,
      { type: 'BUTTONS', buttons: [{ ...flowButton, flow_json: '{"version":"5.0","screens":[]}' }] },
    ],
    sent: [],
  },
  'with a code to copy': {
    category: 'AUTHENTICATION',
    components: [
      ...codeParts,
      { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE', text: 'Copy Code' }] },
    ],
    sent: codeSent,
  },
  'with a code that fills itself in': {
    category: 'AUTHENTICATION',
    components: [
      ...codeParts,
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'OTP',
            otp_type: 'ONE_TAP',
            text: 'Copy Code',
            autofill_text: 'Autofill',
            package_name: 'test.acme.app',
            signature_hash: 'K8a%2FAINcGX7',
          },
        ],
      },
    ],
    sent: codeSent,
  },
  'with several products': {
    category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Forgot something, {{1}}?', example: { header_text: ['Ana'] } },
      { type: 'BODY', text: 'Use code {{1}} today.', example: { body_text: [['10OFF']] } },
      { type: 'BUTTONS', buttons: [{ type: 'MPM', text: 'View items' }] },
    ],
    sent: [
      { type: 'header', parameters: [text('Ana')] },
      { type: 'body', parameters: [text('10OFF')] },
      {
        type: 'button',
        sub_type: 'mpm',
        index: 0,
        parameters: [
          {
            type: 'action',
            action: {
              thumbnail_product_retailer_id: 't',
              sections: [{ title: 'Best', product_items: [{ product_retailer_id: 't' }] }],
            },
          },
        ],
      },
    ],
  },
  'with a document, a number to call and a link': {
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['4::YXBwbGljYXRpb24vcGRm:x'] } },
      { type: 'BODY', text: 'Thank you, {{1}}! Order {{2}}.', example: { body_text: [['Ana', 'A-1']] } },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'PHONE_NUMBER', text: 'Call', phone_number: '15550100000' },
          { type: 'URL', text: 'Contact Support', url: 'https://acme.test/support' },
        ],
      },
    ],
    sent: [
      { type: 'header', parameters: [{ type: 'document', document: { ...file, filename: 'receipt.pdf' } }] },
      { type: 'body', parameters: [text('Ana'), text('A-1')] },
    ],
  },
  'with a place': {
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'LOCATION' },
      { type: 'BODY', text: 'Order {{1}} is on its way there.', example: { body_text: [['A-1']] } },
      { type: 'FOOTER', text: 'Tap below to stop these messages' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Stop Delivery Updates' }] },
    ],
    sent: [
      { type: 'header', parameters: [{ type: 'location', location }] },
      { type: 'body', parameters: [text('A-1')] },
    ],
  },
};
