import type { WebhookUpdate } from '@switchboard/graph';
import { describe, expect, it } from 'vitest';
import { unknownsIn, withoutData } from './unknownsIn.js';

const base = { entryId: '900100200300', field: 'messages', phoneNumberId: '700100200300' };
const contact = { waId: '15550190001' } as never;
const status = (code?: number): WebhookUpdate =>
  ({
    ...base,
    kind: 'status',
    status: 'failed',
    ...(code === undefined ? {} : { error: { code, title: 'Something new' } }),
  }) as WebhookUpdate;
const problem = (code: number): WebhookUpdate => ({
  ...base,
  kind: 'problem',
  error: { code, title: 'Something new', details: 'The moon is in the way' },
});
const message = (content: object, kind: 'message' | 'echo' = 'message'): WebhookUpdate =>
  ({ ...base, kind, contact, message: { id: 'wamid.1', timestamp: new Date(), content } }) as WebhookUpdate;
const account = (field: string, event?: string, value: Record<string, unknown> = {}): WebhookUpdate => ({
  kind: 'account',
  entryId: base.entryId,
  wabaId: base.entryId,
  field,
  ...(event === undefined ? {} : { event }),
  at: null,
  value,
});
const unknown = (field: string, reason: 'field_unknown' | 'malformed' = 'field_unknown'): WebhookUpdate => ({
  kind: 'unknown',
  entryId: base.entryId,
  field,
  reason,
  value: { secret: 'of a customer' },
});

describe('what is not in the dictionary', () => {
  it.each<[what: string, update: WebhookUpdate]>([
    ['a status without an error', status()],
    ['a status with a known code', status(131047)],
    ['a status with a code of the range', status(230)],
    ['a problem with a known code', problem(130429)],
    ['a message', message({ type: 'text', body: 'Hello' })],
    ['a known event', account('account_update', 'PARTNER_ADDED')],
    ['a field without events', account('history')],
    ['a field that is known and not used', unknown('flows')],
    ['what cannot be read', unknown('something_new', 'malformed')],
    [
      'a known reason, state and restriction',
      account('account_update', 'PARTNER_REMOVED', {
        disconnection_info: { reason: 'CHANGE_NUMBER' },
        ban_info: { waba_ban_state: 'DISABLE' },
        restriction_info: [{ restriction_type: 'RESTRICTED_ADD_PHONE_NUMBER_ACTION' }],
      }),
    ],
    [
      'details of another form',
      account('account_update', 'ACCOUNT_RESTRICTION', { restriction_info: [null, 'x', {}], ban_info: 7 }),
    ],
  ])('is nothing in %s', (_what, update) => {
    expect(unknownsIn(update)).toEqual([]);
  });

  it.each<[what: string, update: WebhookUpdate, found: object[]]>([
    ['a status', status(987_654), [{ kind: 'error', code: '987654', sample: 'Something new' }]],
    ['a problem', problem(987_654), [{ kind: 'error', code: '987654', sample: 'The moon is in the way' }]],
    ['a code without a meaning', status(131203), [{ kind: 'error', code: '131203', sample: 'Something new' }]],
    [
      'a message of a known type in another form',
      message({ type: 'unsupported', metaType: 'image', isUnreadable: true }),
      [{ kind: 'message_type', code: 'image: unreadable' }],
    ],
    ['a message', message({ type: 'unsupported', metaType: 'hologram' }), [{ kind: 'message_type', code: 'hologram' }]],
    [
      'a message with a code',
      message({ type: 'unsupported', metaType: 'poll', code: 987_654, title: 'New' }, 'echo'),
      [
        { kind: 'message_type', code: 'poll', sample: 'New' },
        { kind: 'error', code: '987654', sample: 'New' },
      ],
    ],
    ['an event', account('account_update', 'NEW_ONE'), [{ kind: 'account_event', code: 'account_update: NEW_ONE' }]],
    ['a missing event', account('security'), [{ kind: 'account_event', code: 'security: no event' }]],
    ['a field', unknown('something_new'), [{ kind: 'webhook_field', code: 'something_new', sample: '' }]],
    ['a field about accounts', account('something_new', 'X'), [{ kind: 'webhook_field', code: 'something_new' }]],
    [
      'the details of an event',
      account('account_update', 'PARTNER_REMOVED', {
        disconnection_info: { reason: 'NEW_REASON' },
        ban_info: { waba_ban_state: 'NEW_STATE' },
        restriction_info: [{ restriction_type: 'NEW_TYPE' }],
      }),
      [
        { kind: 'account_event', code: 'disconnection_info: NEW_REASON' },
        { kind: 'account_event', code: 'ban_info: NEW_STATE' },
        { kind: 'account_event', code: 'restriction_info: NEW_TYPE' },
      ],
    ],
  ])('is found in %s', (_what, update, found) => {
    expect(unknownsIn(update)).toMatchObject(found);
    expect(unknownsIn(update)).toHaveLength(found.length);
  });
});

describe('Meta’s words', () => {
  it.each([
    ['Object with ID 700100200300 does not exist', 'Object with ID … does not exist'],
    ['Cannot reach +1 555-019-0001 now', 'Cannot reach … now'],
    ['Write to ada@example.test, please', 'Write to … please'],
    ['(#10) Permission of 12345 denied', '(#10) Permission of 12345 denied'],
    ['Two: a@b.test,c@d.test and 15550190001x', 'Two: … and …x'],
    ['An @ alone, @handle, name@', 'An @ alone, @handle, name@'],
  ])('are kept without anybody’s data: %s', (words, kept) => {
    expect(withoutData(words)).toBe(kept);
  });

  it('are cut first: what is behind the cut is not kept, nor half of what is on it', () => {
    const words = `${'word '.repeat(198)}ada.lovelace@example.test and more`;
    expect(withoutData(words)).toBe('word '.repeat(198));
    expect(withoutData('x'.repeat(50_000))).toBe('x'.repeat(1_000));
  });
});
