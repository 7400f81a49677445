import type { UnknownUpdate, WebhookUpdate } from '@switchboard/graph';
import { describe, expect, it } from 'vitest';
import { reread } from './reread.js';

const unknown = (change: Partial<UnknownUpdate>): UnknownUpdate => ({
  kind: 'unknown',
  entryId: '900',
  field: 'messages',
  phoneNumberId: '700',
  reason: 'malformed',
  value: null,
  ...change,
});
const message = { id: 'wamid.1', from: '15550100001', timestamp: '1795000000', type: 'text', text: { body: 'Hello' } };

describe('what an older Switchboard did not understand', () => {
  it('is read as if Meta had just said it: a message with its number', () => {
    expect(reread(unknown({ value: message }))).toMatchObject([
      { kind: 'message', phoneNumberId: '700', entryId: '900', message: { id: 'wamid.1', content: { body: 'Hello' } } },
    ]);
  });

  it('is read as what it is, whichever list it stood in', () => {
    const status = { id: 'wamid.2', status: 'read', timestamp: '1795000000', recipient_id: '15550100001' };
    expect(reread(unknown({ value: status }))).toMatchObject([{ kind: 'status', id: 'wamid.2', status: 'read' }]);
    const echo = { ...message, from: '15550100000', to: '15550100001' };
    expect(reread(unknown({ field: 'smb_message_echoes', value: echo }))?.map(({ kind }) => kind)).toHaveLength(1);
    expect(reread(unknown({ value: { code: 130429, title: 'Rate limit hit' } }))).toMatchObject([{ kind: 'problem' }]);
  });

  it('is read whole when it was kept whole: a field that has become known', () => {
    const value = { event: 'VERIFIED_ACCOUNT' };
    const news = unknown({ field: 'account_update', phoneNumberId: undefined, reason: 'field_unknown', value });
    expect(reread(news)).toMatchObject([{ kind: 'account', field: 'account_update', wabaId: '900' }]);
  });

  it('stays what it is when it still says nothing', () => {
    for (const value of [null, 7, 'text', [], {}, { type: 'text' }, { field: 'messages' }]) {
      expect(reread(unknown({ field: 'telepathy', reason: 'field_unknown', value }))).toBeNull();
      expect(reread(unknown({ value }))).toBeNull();
    }
  });

  it('is left alone when it was understood and had no place', () => {
    const handover: WebhookUpdate = {
      ...{ kind: 'handover', entryId: '', field: 'messaging_handovers', phoneNumberId: '700' },
      ...{ contact: { waId: '15550100001' }, action: 'passed', at: new Date(0) },
    };
    expect(reread(handover)).toEqual([handover]);
  });
});
