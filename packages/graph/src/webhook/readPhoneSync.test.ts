import { describe, expect, it } from 'vitest';
import { readPhoneSync } from './readPhoneSync.js';
import { readWebhook } from './readWebhook.js';
import type { AccountUpdate } from './webhook.types.js';

const read = (field: string, value: object) => {
  const metadata = { display_phone_number: '15550100050', phone_number_id: '700100200350' };
  const changes = [{ field, value: { messaging_product: 'whatsapp', metadata, ...value } }];
  const delivery = readWebhook({ object: 'whatsapp_business_account', entry: [{ id: '900', changes }] });
  const update = delivery?.updates[0] as AccountUpdate;
  expect(update).toMatchObject({ kind: 'account', phoneNumberId: '700100200350' });
  return readPhoneSync(update);
};

describe('how far a phone has come', () => {
  it.each([
    ['contacts', 'smb_app_state_sync', { state_sync: [{ type: 'contact' }] }, { what: 'contacts', progress: 100 }],
    [
      'a chunk',
      'history',
      { history: [{ metadata: { progress: 33 }, threads: [] }] },
      { what: 'history', progress: 33 },
    ],
    [
      'several chunks: the furthest',
      'history',
      { history: [{ metadata: { progress: 60 } }, { metadata: { progress: 20 } }] },
      { what: 'history', progress: 60 },
    ],
    [
      'a refusal',
      'history',
      { history: [{ errors: [{ code: 2593109, title: 'Turned off' }] }] },
      { what: 'history', error: { code: 2593109, title: 'Turned off' } },
    ],
    ['a file that follows', 'history', { messages: [{ id: 'wamid.1' }] }, null],
    ['nonsense', 'history', { history: [{ metadata: { progress: '50' } }, null, 7] }, null],
    ['more than all', 'history', { history: [{ metadata: { progress: 1e9 } }] }, null],
  ])('%s', (_what, field, value, expected) => {
    expect(read(field, value)).toEqual(expected);
  });
});
