import { describe, expect, it } from 'vitest';
import {
  accountChange,
  buildDelivery,
  inboundMessage,
  messageChange,
  serializeLikeMeta,
  signLikeMeta,
  statusChange,
} from '../index.js';

const number = { id: '700100200300', wabaId: '900100200300', displayPhoneNumber: '+1 555-010-0000' };
const ana = { name: 'Ana', waId: '15550100001', userId: 'US.1000000000001' };

describe('the bytes of a webhook', () => {
  const value = {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '900100200300',
        changes: [{ field: 'messages', value: { messages: [{ text: { body: 'café 👍 https://x.test' } }] } }],
      },
    ],
  };

  it('are ASCII, with escapes in lower case and escaped slashes', () => {
    expect(serializeLikeMeta(value).toString()).toBe(
      String.raw`{"object":"whatsapp_business_account","entry":[{"id":"900100200300","changes":[{"field":"messages","value":{"messages":[{"text":{"body":"caf\u00e9 \ud83d\udc4d https:\/\/x.test"}}]}}]}]}`,
    );
    expect(JSON.parse(serializeLikeMeta(value).toString())).toEqual(value);
  });

  it('are what the signature is over', () => {
    expect(signLikeMeta(serializeLikeMeta(value), 'sandbox-app-secret')).toBe(
      'sha256=d142e14e92734624f761761458a35fafd2743b3695880a8f4fec61c06e484149',
    );
    expect(signLikeMeta(Buffer.from(JSON.stringify(value)), 'sandbox-app-secret')).toMatch(/^sha256=4d0cf71e/);
  });
});

describe('a delivery', () => {
  it('has the shape of a message with its contact', () => {
    const wamid = 'wamid.SBX1';
    const message = inboundMessage({
      customer: ana,
      content: { type: 'image', caption: 'hi' },
      media: { id: '800100', mime_type: 'image/jpeg', sha256: 'c2FtcGxl' },
      wamid,
      at: 1_795_000_000_999,
    });
    const contacts = [{ profile: { name: 'Ana' }, wa_id: '15550100001', user_id: 'US.1000000000001' }];
    expect(buildDelivery([messageChange({ number, contacts, messages: [message] })])).toEqual({
      object: 'whatsapp_business_account',
      entry: [
        {
          id: '900100200300',
          changes: [
            {
              field: 'messages',
              value: {
                messaging_product: 'whatsapp',
                metadata: { display_phone_number: '15550100000', phone_number_id: '700100200300' },
                contacts,
                messages: [
                  {
                    from: '15550100001',
                    from_user_id: 'US.1000000000001',
                    id: wamid,
                    timestamp: '1795000000',
                    type: 'image',
                    image: { id: '800100', mime_type: 'image/jpeg', sha256: 'c2FtcGxl', caption: 'hi' },
                  },
                ],
              },
            },
          ],
        },
      ],
    });
  });

  it('gathers the updates of an account in one entry, and gives account events a time', () => {
    const status = statusChange({ number, statuses: [{ id: 'wamid.1', status: 'sent' }] });
    const other = statusChange({ number: { ...number, wabaId: '900100200310' }, statuses: [] });
    const alert = accountChange({ wabaId: number.wabaId, field: 'account_alerts', value: {}, at: 5000 });
    const partner = accountChange({ ...alert, entryId: '111', at: 5000 });
    expect(buildDelivery([status, other, alert, status, partner]).entry).toMatchObject([
      { id: '900100200300', changes: [{ field: 'messages' }, { field: 'messages' }] },
      { id: '900100200310', changes: [{ field: 'messages' }] },
      { id: '900100200300', time: 5, changes: [{ field: 'account_alerts' }] },
      { id: '111', time: 5, changes: [{ field: 'account_alerts' }] },
    ]);
    expect(buildDelivery([status]).entry[0]).not.toHaveProperty('time');
  });
});
