import { expect } from 'vitest';
import { readWebhook, type WebhookUpdate } from '../src/index.js';
import { phoneNumberId, wabaId } from './graphFixture.js';

export const displayPhone = '15550100000';
export const metadata = { display_phone_number: displayPhone, phone_number_id: phoneNumberId };
export const ana = { profile: { name: 'Ana' }, wa_id: '15550100001', user_id: 'US.1000000000001' };

export const delivery = (field: string, value: unknown, entry: Record<string, unknown> = {}) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: wabaId, ...entry, changes: [{ field, value }] }],
});

export const messagesValue = (parts: Record<string, unknown>) => ({
  messaging_product: 'whatsapp',
  metadata,
  ...parts,
});

export const fromAna = (parts: Record<string, unknown>) => ({
  from: ana.wa_id,
  from_user_id: ana.user_id,
  id: 'wamid.SBX1',
  timestamp: '1795000000',
  ...parts,
});

export const readUpdates = (parsedJson: unknown): WebhookUpdate[] => {
  const read = readWebhook(parsedJson);
  if (read === null) throw new Error('Expected a delivery');
  return read.updates;
};

export const readParts = (parts: Record<string, unknown>) => readUpdates(delivery('messages', messagesValue(parts)));

/** What one message of Ana's gives. It always is exactly one update. */
export function readOne(parts: Record<string, unknown>): WebhookUpdate {
  const [update, ...others] = readParts({ contacts: [ana], messages: [fromAna(parts)] });
  expect(others).toEqual([]);
  if (update === undefined) throw new Error('Expected an update');
  return update;
}

const file = (mimeType: string) => ({ id: '800100', mime_type: mimeType, sha256: 'c2FtcGxl', url: 'https://x.test/1' });

/** One message of each of Meta's types (meta-platform 8.5): what stands beside the common keys. */
export const metaMessages: Record<string, Record<string, unknown>> = {
  text: { type: 'text', text: { body: 'Hello' } },
  image: { type: 'image', image: { ...file('image/jpeg'), caption: 'hi' } },
  video: { type: 'video', video: file('video/mp4') },
  'voice note': { type: 'audio', audio: { ...file('audio/ogg; codecs=opus'), voice: true } },
  audio: { type: 'audio', audio: { ...file('audio/mpeg'), voice: false } },
  document: { type: 'document', document: { ...file('application/pdf'), filename: 'bill.pdf', caption: 'The bill' } },
  sticker: { type: 'sticker', sticker: { ...file('image/webp'), animated: true } },
  location: {
    type: 'location',
    location: { latitude: -33.44, longitude: 0, name: 'Shop', address: '1 Main St', url: 'https://x.test' },
  },
  contacts: {
    type: 'contacts',
    contacts: [
      {
        name: { formatted_name: 'Ben Doe', first_name: 'Ben' },
        phones: [{ phone: '+1 555 010 0002', wa_id: '15550100002', type: 'CELL' }, { wa_id: '15550100003' }, {}],
        emails: [{ email: 'ben@x.test', type: 'WORK' }, {}],
        org: { company: 'Acme' },
        urls: [{ url: 'https://x.test' }],
        origin: 'other',
      },
      { name: { first_name: 'Cleo' } },
    ],
  },
  'button reply': {
    type: 'interactive',
    context: { from: displayPhone, id: 'wamid.ASKED' },
    interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } },
  },
  'list reply': {
    type: 'interactive',
    context: { from: displayPhone, id: 'wamid.ASKED' },
    interactive: { type: 'list_reply', list_reply: { id: 'row-1', title: 'Roses', description: 'Red ones' } },
  },
  'flow reply': {
    type: 'interactive',
    interactive: {
      type: 'nfm_reply',
      nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"flow_token":"t","size":2,"gifts":["a",null]}' },
    },
  },
  'template button': {
    type: 'button',
    context: { from: displayPhone, id: 'wamid.ASKED' },
    button: { payload: 'STOP', text: 'Stop' },
  },
  reaction: { type: 'reaction', reaction: { message_id: 'wamid.OURS', emoji: '👍' } },
  'removed reaction': { type: 'reaction', reaction: { message_id: 'wamid.OURS' } },
  order: {
    type: 'order',
    order: {
      catalog_id: '600100',
      text: 'Soon please',
      product_items: [
        { product_retailer_id: 'rose', quantity: 3, item_price: 2.5, currency: 'USD' },
        { product_retailer_id: 'lily', quantity: '1', item_price: '4', currency: 'USD' },
      ],
    },
  },
  'changed number': {
    type: 'system',
    system: { type: 'user_changed_number', body: 'Ana changed to 15550100009', wa_id: '15550100009' },
  },
  'changed user id': {
    type: 'system',
    system: {
      type: 'user_changed_user_id',
      body: 'Ana has a new id',
      user_id: 'US.2',
      previous_user_id: 'US.1000000000001',
    },
  },
  edit: {
    type: 'edit',
    edit: { original_message_id: 'wamid.FIRST', message: { type: 'text', text: { body: 'Hallo' }, context: {} } },
  },
  revoke: { type: 'revoke', revoke: { original_message_id: 'wamid.FIRST' } },
  unsupported: {
    type: 'unsupported',
    unsupported: { type: 'poll' },
    errors: [
      {
        code: 131051,
        title: 'Message type unknown',
        message: 'Message type unknown',
        error_data: { details: 'Message type is currently not supported.' },
      },
    ],
  },
};

/** One status of each of Meta's words (meta-platform 8.6). */
export const metaStatuses: Record<string, Record<string, unknown>> = {
  sent: {
    id: 'wamid.OURS',
    status: 'sent',
    timestamp: '1795000001',
    recipient_id: ana.wa_id,
    recipient_user_id: ana.user_id,
    biz_opaque_callback_data: 'message-1',
    conversation: { id: 'c1', origin: { type: 'service' } },
    pricing: { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' },
  },
  delivered: { id: 'wamid.OURS', status: 'delivered', timestamp: '1795000002', recipient_user_id: ana.user_id },
  read: { id: 'wamid.OURS', status: 'read', timestamp: 1795000003, recipient_id: ana.wa_id },
  played: { id: 'wamid.OURS', status: 'played', timestamp: '1795000004', recipient_id: ana.wa_id },
  failed: {
    id: 'wamid.OURS',
    status: 'failed',
    timestamp: '1795000005',
    recipient_id: ana.wa_id,
    errors: [
      {
        code: 131047,
        title: 'Re-engagement message',
        message: 'Re-engagement message',
        error_data: { details: 'More than 24 hours have passed.' },
        href: 'https://x.test',
      },
    ],
  },
};

/** One value of each account-level field (meta-platform 8.7). */
export const metaAccountValues: Record<string, Record<string, unknown>> = {
  account_update: { event: 'PARTNER_ADDED', waba_info: { waba_id: '900900', owner_business_id: '500' } },
  account_review_update: { decision: 'APPROVED' },
  account_alerts: {
    entity_type: 'PHONE_NUMBER',
    entity_id: phoneNumberId,
    alert_info: {
      alert_severity: 'WARNING',
      alert_status: 'ACTIVE',
      alert_type: 'OBA_REJECTED',
      alert_description: 'No',
    },
  },
  phone_number_quality_update: {
    display_phone_number: displayPhone,
    event: 'THROUGHPUT_UPGRADE',
    max_daily_conversations_per_business: 'TIER_UNLIMITED',
  },
  phone_number_name_update: {
    display_phone_number: '+1 555-010-0000',
    decision: 'REJECTED',
    requested_verified_name: 'Acme',
    rejection_reason: 'NAME_EMPLOYEE',
  },
  business_capability_update: { max_daily_conversations_per_business: -1, max_phone_numbers_per_waba: 25 },
  message_template_status_update: {
    event: 'REJECTED',
    message_template_id: 1689556908129832,
    message_template_name: 'order_ready',
    message_template_language: 'en',
    reason: 'INVALID_FORMAT',
  },
  message_template_quality_update: { previous_quality_score: 'GREEN', new_quality_score: 'YELLOW' },
  message_template_components_update: { message_template_id: 12, message_template_element: 'Hello' },
  template_category_update: { message_template_id: 12, previous_category: 'UTILITY', new_category: 'MARKETING' },
  security: { display_phone_number: displayPhone, event: 'PIN_CHANGED', requester: '501' },
  user_preferences: {
    metadata,
    contacts: [ana],
    user_preferences: [{ wa_id: ana.wa_id, category: 'marketing_messages', value: 'stop', timestamp: 1795000000 }],
  },
};

/** What a phone tells when its number is shared (coexistence). */
export const metaPhoneValues: Record<string, Record<string, unknown>> = {
  smb_app_state_sync: {
    metadata,
    state_sync: [
      {
        type: 'contact',
        contact: { full_name: 'Ana from the market', first_name: 'Ana', phone_number: ana.wa_id },
        action: 'add',
        metadata: { timestamp: '1795000000' },
      },
    ],
  },
  history: {
    metadata,
    history: [
      {
        metadata: { phase: 0, chunk_order: 1, progress: 55 },
        threads: [
          {
            id: ana.wa_id,
            messages: [
              {
                from: displayPhone,
                id: 'wamid.PAST2',
                timestamp: '1794000060',
                type: 'text',
                text: { body: 'We do' },
                history_context: { from_me: true, status: 'read' },
              },
              {
                from: ana.wa_id,
                id: 'wamid.PAST1',
                timestamp: '1794000000',
                type: 'media_placeholder',
                history_context: { status: 'pending' },
              },
            ],
          },
        ],
      },
    ],
  },
};

const summary = { type: 'summary', summary: { text: 'Asks about order 77' } };

/** What other responders do, and calls (meta-platform 17.1, 17.3). */
export const metaResponderValues: Record<string, Record<string, unknown>> = {
  standby: {
    metadata,
    standby: {
      contacts: [{ ...ana, parent_user_id: 'US.ENT.1' }],
      messages: [fromAna({ type: 'text', text: { body: 'Red?' } })],
      message_echoes: [
        { id: 'wamid.AGENT', timestamp: '1795000002', message: { to: ana.wa_id, type: 'text', text: { body: 'Yes' } } },
      ],
      statuses: [{ id: 'wamid.AGENT', status: 'sent', timestamp: '1795000003', recipient_id: ana.wa_id }],
    },
  },
  messaging_handovers: {
    sender: { phone_number: ana.wa_id },
    recipient: metadata,
    timestamp: '1795000004',
    type: 'control_passed',
    control_passed: {
      previous_owner_role: 'ai_agent',
      new_owner_role: 'customer_service',
      conversation_context: summary,
    },
  },
  calls: {
    metadata,
    contacts: [ana],
    calls: [
      {
        ...{ id: 'wacid.1', from: ana.wa_id, to: displayPhone, event: 'terminate', status: 'COMPLETED' },
        ...{ timestamp: '1795000005', direction: 'USER_INITIATED', duration: 12 },
      },
    ],
    statuses: [{ id: 'wacid.2', type: 'call', status: 'RINGING', timestamp: '1795000006', recipient_id: ana.wa_id }],
  },
};

/** System messages in the shapes that Meta has given them (meta-platform 17.2). */
export const metaSystemMessages: Record<string, Record<string, unknown>> = {
  'id change that names nobody but in its object': {
    ...{ id: 'wamid.S1', timestamp: '1795000000', type: 'system' },
    system: { type: 'user_changed_user_id', body: 'Ana', user_id: 'US.2', previous_user_id: 'US.1' },
  },
  'id change in a sentence': {
    ...{ id: 'wamid.S2', timestamp: '1795000000', type: 'system', from: '' },
    system: { type: 'user_changed_user_id', body: 'User Ana changed from US.1 to US.2' },
  },
  'number change': {
    ...{ id: 'wamid.S3', timestamp: '1795000000', type: 'system', from: ana.wa_id },
    system: { type: 'user_changed_number', body: 'Ana', wa_id: '15550100009', user_id: 'US.2' },
  },
};
