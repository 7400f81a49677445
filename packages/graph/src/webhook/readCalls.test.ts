import { describe, expect, it } from 'vitest';
import { phoneNumberId, wabaId } from '../../test/graphFixture.js';
import { ana, delivery, displayPhone, messagesValue, readUpdates } from '../../test/webhookFixture.js';

const read = (parts: object) => readUpdates(delivery('calls', messagesValue({ contacts: [ana], ...parts })));
const call = (parts: object) => ({
  id: 'wacid.1',
  from: ana.wa_id,
  to: displayPhone,
  event: 'connect',
  timestamp: '1795000000',
  direction: 'USER_INITIATED',
  ...parts,
});
const base = {
  ...{ kind: 'call', entryId: wabaId, field: 'calls', phoneNumberId, displayPhone, id: 'wacid.1' },
  contact: { waId: ana.wa_id, userId: ana.user_id, name: 'Ana' },
  at: new Date(1_795_000_000_000),
};

describe('a call', () => {
  it('of a customer is told from its beginning to its end', () => {
    const end = {
      event: 'terminate',
      status: 'COMPLETED',
      start_time: 1795000001,
      end_time: '1795000061',
      duration: 60,
    };
    expect(read({ calls: [call({}), call(end), call({ event: 'terminate', status: 'FAILED' })] })).toEqual([
      { ...base, direction: 'in', event: 'connect' },
      {
        ...base,
        direction: 'in',
        event: 'terminate',
        status: 'COMPLETED',
        startedAt: new Date(1_795_000_001_000),
        endedAt: new Date(1_795_000_061_000),
        durationSeconds: 60,
      },
      { ...base, direction: 'in', event: 'terminate', status: 'FAILED' },
    ]);
  });

  it.each([
    ['the business, to the customer', { from: displayPhone, to: ana.wa_id, direction: 'BUSINESS_INITIATED' }, 'out'],
    ['the business, by its number', { from: displayPhone, to: ana.wa_id, direction: undefined }, 'out'],
    [
      'the business, with the numbers the other way round as in Meta’s example',
      { to_user_id: ana.user_id, direction: 'BUSINESS_INITIATED' },
      'out',
    ],
    ['the customer, by an id', { from: undefined, from_user_id: ana.user_id }, 'in'],
    ['the customer, by an id in the place of the number', { from: ana.user_id }, 'in'],
    ['the customer, named beside it', { from: undefined, to: undefined }, 'in'],
    ['the customer, later of a recording', { event: 'call_recording_available', direction: undefined }, 'in'],
  ])('is of %s', (_whose, parts, direction) => {
    expect(read({ calls: [call(parts)] })).toMatchObject([{ kind: 'call', contact: base.contact, direction }]);
  });

  it('of the business tells how it goes on, and that is no status of a message', () => {
    const status = {
      ...{ id: 'wacid.1', type: 'call', status: 'RINGING', timestamp: '1795000000' },
      recipient_id: ana.wa_id,
    };
    expect(read({ statuses: [status, { ...status, status: 'read', type: undefined }] })).toEqual([
      { ...base, direction: 'out', event: 'status', status: 'RINGING' },
      { ...base, direction: 'out', event: 'status', status: 'read' },
    ]);
  });

  it('that could not be made is a problem of the number', () => {
    expect(read({ errors: [{ code: 138000, title: 'Calling not enabled' }] })).toMatchObject([
      { kind: 'problem', phoneNumberId, error: { code: 138000 } },
    ]);
  });

  it.each([
    ['no id', call({ id: '' })],
    ['no event', call({ event: 7 })],
    ['no time', call({ timestamp: 'now' })],
    ['nothing', null],
  ])('is kept as unknown with %s', (_what, wrong) => {
    expect(read({ calls: [wrong, call({})] })).toMatchObject([
      { kind: 'unknown', phoneNumberId, reason: 'malformed' },
      { kind: 'call' },
    ]);
  });

  it('has no length less than nothing', () => {
    expect(read({ calls: [call({ duration: -5 })] })).toMatchObject([{ durationSeconds: undefined }]);
  });

  it('is kept as unknown where there is none', () => {
    expect(read({})).toMatchObject([{ kind: 'unknown', field: 'calls', phoneNumberId }]);
  });
});
