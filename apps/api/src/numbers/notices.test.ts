import { randomUUID } from 'node:crypto';
import { dictionary, type NoticeDto, noticesReply, type RungName } from '@switchboard/contracts';
import { accountEventNames, echoChange, type JsonObject, messageChange } from '@switchboard/meta-sandbox';
import { seedBusinesses, seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { acmeNumber, became, bicycleNumber, metaFor, newWamid, said, secondNumber } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import { type Business, newPerson, startBusiness } from '../../test/inbox.js';
import { type Watched, watch } from '../../test/sockets.js';

let business: Business;
let owner: Client;
/** Holds numbers of another WhatsApp account. */
let stranger: Client;
beforeAll(async () => {
  business = await startBusiness();
  ({ owner } = business);
  stranger = await business.api.owner();
  await stranger.connect(business.api.sandbox.issueCode({ wabaIds: [bicycleNumber.wabaId] }));
});
afterAll(() => business.stop());
const open: Watched[] = [];
afterEach(async () => {
  for (const { socket } of open.splice(0)) socket.disconnect();
  business.api.sandbox.setWebhookDials({ duplicate: 1 });
  await business.api.connection.collection('notices').deleteMany({});
});

const listNotices = async (client: Client): Promise<NoticeDto[]> =>
  noticesReply.parse((await client.get('/api/notices')).body).notices;
async function tell(field: string, value: JsonObject, over: { wabaId?: string; entryId?: string; at?: number } = {}) {
  await business.api.sandbox.accountEvent({ wabaId: acmeNumber.wabaId, field, value, ...over });
  await business.settle();
}
async function watching(client: Client): Promise<Watched> {
  const watched = await watch(business.url, client);
  open.push(watched);
  return watched;
}

const ofNumber = (value: JsonObject): JsonObject => ({ display_phone_number: acmeNumber.digits, ...value });
const info = { waba_id: acmeNumber.wabaId, owner_business_id: seedBusinesses.acme.id };

/** Every field of meta-platform 8.7, with what a person is to read of it. */
const said87: [field: string, value: JsonObject, tone: NoticeDto['tone'], words: RegExp, isOfNumber: boolean][] = [
  ['account_update', { event: 'PARTNER_ADDED', waba_info: info }, 'good', /shared with Switchboard/, false],
  ['account_update', { event: 'PARTNER_APP_INSTALLED', waba_info: info }, 'good', /permissions/, false],
  [
    'account_update',
    { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'ALCOHOL' } },
    'warn',
    /violation: alcohol/,
    false,
  ],
  [
    'account_update',
    {
      event: 'ACCOUNT_RESTRICTION',
      restriction_info: [
        { restriction_type: 'RESTRICTED_ADD_PHONE_NUMBER_ACTION' },
        { restriction_type: 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING' },
      ],
    },
    'bad',
    /No further numbers may be added.*may not answer customers/,
    false,
  ],
  ['account_update', { event: 'ACCOUNT_RESTRICTION' }, 'bad', /limits what this WhatsApp account may do/, false],
  [
    'account_update',
    { event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: 'RESTRICTED_SOMETHING_NEW' }, null] },
    'bad',
    /limited: restricted something new\. It is limited: something new/,
    false,
  ],
  [
    'account_update',
    { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SOMETHING_NEW' } },
    'bad',
    /changed the ban/,
    false,
  ],
  [
    'account_update',
    { event: 'PARTNER_REMOVED', disconnection_info: { reason: 'PRIMARY_INACTIVITY', initiated_by: 'SYSTEM' } },
    'bad',
    /not opened for too long/,
    false,
  ],
  [
    'account_update',
    { event: 'PARTNER_REMOVED', disconnection_info: { reason: 'SOMETHING_NEW' } },
    'bad',
    /no longer shared.*Reason: something new/,
    false,
  ],
  ['account_update', { event: 'SOMETHING_NEW' }, 'info', /account update: something new/, false],
  ['account_update', { event: 'constructor' }, 'info', /account update: constructor/, false],
  ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, 'bad', /disabled/, false],
  [
    'account_update',
    { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } },
    'bad',
    /will disable/,
    false,
  ],
  [
    'account_update',
    { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } },
    'good',
    /lifted the ban/,
    false,
  ],
  ['account_update', { event: 'ACCOUNT_DELETED' }, 'bad', /deleted/, false],
  ['account_update', { event: 'ACCOUNT_OFFBOARDED' }, 'bad', /Reconnect/, false],
  ['account_update', { event: 'ACCOUNT_RECONNECTED' }, 'good', /again/, false],
  ['account_update', { event: 'VOLUME_BASED_PRICING_TIER_UPDATE' }, 'info', /another price tier/, false],
  ['account_review_update', { decision: 'APPROVED' }, 'good', /approved/, false],
  ['account_review_update', { decision: 'DEFERRED' }, 'warn', /postponed/, false],
  [
    'account_alerts',
    {
      entity_type: 'PHONE_NUMBER',
      entity_id: acmeNumber.id,
      alert_info: { alert_severity: 'CRITICAL', alert_type: 'OBA_REJECTED', alert_description: 'No green mark.' },
    },
    'bad',
    /No green mark/,
    true,
  ],
  [
    'account_alerts',
    { entity_type: 'BUSINESS', entity_id: seedBusinesses.acme.id, alert_info: { alert_type: 'OBA_APPROVED' } },
    'good',
    /Official Business Account/,
    false,
  ],
  [
    'phone_number_quality_update',
    ofNumber({ event: 'FLAGGED', current_limit: 'TIER_1K' }),
    'warn',
    /1K customers a day/,
    true,
  ],
  ['phone_number_quality_update', ofNumber({ event: 'UNFLAGGED' }), 'good', /no longer flagged/, true],
  ['phone_number_quality_update', ofNumber({ event: 'ONBOARDING' }), 'info', /has set how many/, true],
  [
    'phone_number_name_update',
    ofNumber({ decision: 'REJECTED', requested_verified_name: 'Acme', rejection_reason: 'NAME_ENDCLIENT_RELATED' }),
    'bad',
    /name endclient related/,
    true,
  ],
  [
    'business_capability_update',
    { max_daily_conversations_per_business: -1, max_phone_numbers_per_waba: 20 },
    'info',
    /any number of/,
    false,
  ],
  ['business_capability_update', { max_daily_conversations_per_business: 1000 }, 'info', /1000 customers/, false],
  [
    'message_template_status_update',
    { event: 'REJECTED', message_template_name: 'spring_offer', reason: 'ABUSIVE_CONTENT' },
    'warn',
    /“spring_offer”.*abusive content/,
    false,
  ],
  ['message_template_quality_update', { new_quality_score: 'RED' }, 'info', /think of a template/, false],
  ['message_template_components_update', { message_template_name: 'x' }, 'info', /parts of a template/, false],
  ['template_category_update', { new_category: 'MARKETING' }, 'warn', /another category/, false],
  ['security', ofNumber({ event: 'PIN_RESET_REQUEST', requester: '1' }), 'warn', /switch off the two-step PIN/, true],
  [
    'user_preferences',
    {
      metadata: { display_phone_number: acmeNumber.digits, phone_number_id: acmeNumber.id },
      user_preferences: [{ value: 'stop' }],
    },
    'info',
    /marketing/,
    true,
  ],
];

describe('what Meta says about an account or a number', () => {
  it.each(said87)('is kept and said in words: %s %j', async (field, value, tone, words, isOfNumber) => {
    business.api.sandbox.setWebhookDials({ duplicate: 3 });
    const at = business.api.clock.now().getTime() - 60_000;
    await tell(field, value, { at });
    const notices = await listNotices(owner);
    expect(notices).toMatchObject([
      {
        wabaId: acmeNumber.wabaId,
        phoneNumberId: isOfNumber ? acmeNumber.id : null,
        tone,
        text: expect.stringMatching(words),
        at: new Date(Math.floor(at / 1000) * 1000).toISOString(),
      },
    ]);
    for (const { title, text, code } of notices) {
      if (code !== null) expect(dictionary.map(({ id }) => id)).toContain(code);
      expect(title).toMatch(/^\S/);
      expect(text).toMatch(/[.!?…]$/);
      expect(`${title} ${text}`).not.toMatch(/undefined|null|NaN|\[object/);
    }
    expect(await listNotices(stranger)).toEqual([]);
  });

  it.each([
    ['smb_app_state_sync', { state_sync: [] }],
    ['history', { history: [] }],
  ])('and is part of a phone’s progress is shown as that, and is no notice: %s', async (field, value) => {
    const metadata = { display_phone_number: acmeNumber.digits, phone_number_id: acmeNumber.id };
    await tell(field, { messaging_product: 'whatsapp', metadata, ...value });
    expect(await listNotices(owner)).toEqual([]);
    expect(await business.api.connection.collection('quarantine').countDocuments({ 'update.field': field })).toBe(0);
  });

  it.each<[string, JsonObject, string | null]>([
    ['account_update', { event: 'ACCOUNT_DELETED' }, 'account_update-ACCOUNT_DELETED'],
    [
      'account_update',
      { event: 'PARTNER_REMOVED', disconnection_info: { reason: 'PRIMARY_INACTIVITY' } },
      'disconnection_info-PRIMARY_INACTIVITY',
    ],
    [
      'account_update',
      { event: 'PARTNER_REMOVED', disconnection_info: { reason: 'SOMETHING_NEW' } },
      'account_update-PARTNER_REMOVED',
    ],
    ['account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }, 'ban_info-REINSTATE'],
    ['business_capability_update', { max_daily_conversations_per_business: 1000 }, 'business_capability_update'],
    ['account_update', { event: 'SOMETHING_NEW' }, null],
  ])('names the dictionary’s entry of it: %s %j', async (field, value, code) => {
    await tell(field, value);
    expect(await listNotices(owner)).toMatchObject([{ code }]);
  });

  it('and happens in the sandbox is kept, each once, the latest first', async () => {
    const browser = await watching(owner);
    // These end the subscription; two of them are tried below, on an account of their own.
    const ending = new Set<string>(['partner_removed', 'app_uninstalled', 'biz_app_disconnected']);
    const names = accountEventNames.filter((name) => !ending.has(name));
    for (const [index, name] of names.entries()) {
      business.api.clock.advance(1_000);
      await business.api.sandbox.causeAccountEvent(name, acmeNumber.id);
      await business.settle();
      expect(await listNotices(owner), name).toHaveLength(index + 1);
    }
    const times = (await listNotices(owner)).map(({ at }) => at);
    expect(times).toEqual(times.toSorted().toReversed());
    await eventually(() => expect(browser.of('numbers:changed').length).toBeGreaterThanOrEqual(names.length));
    expect(await listNotices(stranger)).toEqual([]);
    business.api.sandbox.world.updateNumber(acmeNumber.id, { status: 'CONNECTED', qualityRating: 'GREEN' });
  });

  it('that it is no longer shared, or that the app was removed, is told by the partner’s entry all the same', async () => {
    const own = await business.api.owner();
    await own.connect(business.api.sandbox.issueCode({ wabaIds: [seedWabas.acmeEvents.id] }));
    await business.api.sandbox.causeAccountEvent('app_uninstalled', seedNumbers.acmeEvents.id);
    business.api.clock.advance(1_000);
    await business.api.sandbox.causeAccountEvent('partner_removed', seedNumbers.acmeEvents.id);
    await business.settle();
    expect(await listNotices(own)).toMatchObject([
      { wabaId: seedWabas.acmeEvents.id, tone: 'bad', title: 'No longer shared' },
      { wabaId: seedWabas.acmeEvents.id, tone: 'bad', title: 'Access removed' },
    ]);
    expect(await listNotices(owner)).toEqual([]);
  });

  it('is two notices when it happens twice', async () => {
    const at = business.api.clock.now().getTime() - 60_000;
    await tell('security', ofNumber({ event: 'PIN_CHANGED' }), { at });
    await tell('security', ofNumber({ event: 'PIN_CHANGED' }), { at: at + 5_000 });
    await tell('security', ofNumber({ event: 'PIN_CHANGED' }), { at });
    expect(await listNotices(owner)).toHaveLength(2);
  });

  it('beside any message is shown on its number: a problem with a code', async () => {
    const meta = metaFor(business.api, business.url);
    const error = {
      code: 130429,
      title: 'Rate limit hit',
      message: 'Rate limit hit',
      error_data: { details: 'Message failed to send because there were too many messages.' },
    };
    const change = messageChange({ number: secondNumber, messages: [] });
    const { messages: _none, ...value } = change.value;
    await meta.deliver({ ...change, value: { ...value, errors: [error] } });
    await meta.deliver({ ...change, value: { ...value, errors: [error] } });
    expect(await listNotices(owner)).toMatchObject([
      {
        phoneNumberId: secondNumber.id,
        tone: 'warn',
        title: 'Too many messages at once',
        code: '130429',
        text: expect.stringMatching(/faster than WhatsApp allows/),
      },
    ]);
    expect(await listNotices(stranger)).toEqual([]);

    const unheardOf = { ...error, code: 987_654 };
    await meta.deliver({ ...change, value: { ...value, errors: [unheardOf] } });
    expect(await listNotices(owner)).toContainEqual(
      expect.objectContaining({ title: 'Rate limit hit', text: expect.stringMatching(/too many/) }),
    );
  });

  it('of a WhatsApp account that nobody has connected waits', async () => {
    const before = await business.api.connection.collection('quarantine').countDocuments();
    await metaFor(business.api, business.url).deliver({
      wabaId: '900100200399',
      field: 'account_update',
      value: { event: 'ACCOUNT_DELETED' },
      time: 1795000000,
    });
    expect(await listNotices(owner)).toEqual([]);
    expect(await listNotices(stranger)).toEqual([]);
    expect(await business.api.connection.collection('quarantine').countDocuments()).toBe(before + 1);
  });

  it('that two accounts share reaches both, and what concerns a number of one of them only that one', async () => {
    const next = await business.api.owner();
    const leaving = await owner.post('/api/integrations/whatsapp/disconnect', { phoneNumberIds: [secondNumber.id] });
    expect(leaving.status).toBe(200);
    const { state } = await next.start();
    await next.finish({ code: business.api.sandbox.issueCode({ wabaIds: [acmeNumber.wabaId] }), state });
    expect((await next.status()).phoneNumbers.map(({ id }) => id)).toEqual([secondNumber.id]);

    await tell('account_update', { event: 'ACCOUNT_DELETED' });
    for (const client of [owner, next]) {
      expect(await listNotices(client)).toMatchObject([{ title: 'Account deleted', phoneNumberId: null }]);
    }
    await tell('security', { display_phone_number: secondNumber.displayPhoneNumber, event: 'PIN_CHANGED' });
    expect((await listNotices(next)).map(({ title }) => title)).toContain('The PIN was changed');
    expect((await listNotices(owner)).map(({ title }) => title)).not.toContain('The PIN was changed');

    await next.post('/api/integrations/whatsapp/disconnect', {});
    await owner.connect(business.api.sandbox.issueCode({ wabaIds: [acmeNumber.wabaId] }));
  });
});

describe('words that nobody knows', () => {
  const hostile = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'SOMETHING_OF_NEXT_YEAR',
    '<img src=x onerror=alert(1)>',
    '',
    'x'.repeat(5_000),
  ];
  it.each(hostile)('are said as they are: %s', async (word) => {
    const values: [string, JsonObject][] = [
      ['account_update', { event: word }],
      ['account_review_update', { decision: word }],
      ['phone_number_name_update', ofNumber({ decision: word, requested_verified_name: word })],
      ['phone_number_quality_update', ofNumber({ event: word, current_limit: word })],
      ['message_template_status_update', { event: word, message_template_name: word, reason: word }],
      ['account_alerts', { alert_info: { alert_type: word, alert_severity: word } }],
      ['security', ofNumber({ event: word })],
    ];
    for (const [field, value] of values) await tell(field, value);
    const notices = await listNotices(owner);
    expect(notices).toHaveLength(values.length);
    for (const { title, text } of notices) {
      expect(`${title} ${text}`).not.toMatch(/undefined|native code|\[object|function/);
      expect(text.length).toBeGreaterThan(10);
    }
  });

  it('as keys, at any depth, change nothing of ours', async () => {
    const value = JSON.parse(
      '{"event":"ACCOUNT_RESTRICTION","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"restriction_info":[{"__proto__":{"restriction_type":"FAKE"}},null,7,"x"],"$where":"1","a.b":{"$gt":""}}',
    );
    await tell('account_update', value);
    expect(await listNotices(owner)).toMatchObject([{ tone: 'bad', text: expect.not.stringContaining('fake') }]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each([
    ['numbers', 7],
    ['lists', ['DISABLED_UPDATE']],
    ['objects', { $ne: null }],
    ['nothing', null],
  ])('in the form of %s are said in words too', async (_what, word) => {
    await tell('account_update', { event: word, ban_info: word, waba_info: word });
    await tell('business_capability_update', { max_daily_conversations_per_business: word });
    await tell('account_alerts', { alert_info: word, entity_id: word, entity_type: 'PHONE_NUMBER' });
    const notices = await listNotices(owner);
    expect(notices).toHaveLength(3);
    for (const { text } of notices) expect(text).not.toMatch(/undefined|\[object/);
  });
});

describe('the rungs of a number', () => {
  const findRung = async (name: RungName, phoneNumberId = acmeNumber.id) => {
    const number = (await owner.status()).phoneNumbers.find(({ id }) => id === phoneNumberId);
    return number?.ladder.find(({ rung }) => rung === name);
  };
  const verdicts = async (name: RungName) => [
    (await findRung(name))?.verdict,
    (await findRung(name, secondNumber.id))?.verdict,
  ];
  /** Nothing has been heard of them yet. */
  const forget = () =>
    business.api.connection.collection('phoneNumbers').updateMany({}, { $unset: { heard: 1, delivered: 1 } });

  it('“heard” is good after a customer wrote, for that number alone, and the browsers are told', async () => {
    await forget();
    // It is written down at most once in twenty seconds.
    business.api.clock.advance(60_000);
    expect(await verdicts('heard')).toEqual(['unknown', 'unknown']);
    const browser = await watching(owner);
    const who = business.customer();
    business.writes(who, 'Hello');
    await business.settle();
    expect(await verdicts('heard')).toEqual(['good', 'unknown']);
    expect(await verdicts('sendable')).toEqual(['unknown', 'unknown']);
    await eventually(() => expect(browser.of('numbers:changed').length).toBeGreaterThan(0));
  });

  it('“able to send” is good after Meta delivered what was sent from here, and the browsers are told', async () => {
    await forget();
    business.api.clock.advance(60_000);
    const who = business.customer();
    business.writes(who, 'Hello');
    await business.settle();
    const { id } = await business.with(who);
    const browser = await watching(owner);
    expect(await verdicts('sendable')).toEqual(['unknown', 'unknown']);
    const path = `/api/conversations/${id}/messages`;
    expect((await owner.post(path, { clientId: randomUUID(), type: 'text', text: 'Hi!' })).status).toBe(201);
    await business.api.app.runDueSending();
    await business.settle();
    expect(await verdicts('sendable')).toEqual(['good', 'unknown']);
    await eventually(() => expect(browser.of('numbers:changed').length).toBeGreaterThan(0));
  });

  it('“able to send” is not proven by what the owner sent from the phone', async () => {
    await forget();
    business.api.clock.advance(60_000);
    const meta = metaFor(business.api, business.url);
    const who = newPerson();
    const wamid = newWamid();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const echo = { to: who.waId, id: wamid, timestamp, type: 'text', text: { body: 'From the phone' } };
    await meta.deliver(echoChange({ number: acmeNumber, echoes: [echo] }));
    await meta.deliver(became(wamid, 'delivered', { to: who.waId }));
    expect((await business.with(who)).messages[0]?.status).toBe('delivered');
    expect(await verdicts('sendable')).toEqual(['unknown', 'unknown']);
    expect(await verdicts('heard')).toEqual(['good', 'unknown']);
  });

  it('stay as they are when a delivery is for a number that is not live', async () => {
    await forget();
    business.api.clock.advance(60_000);
    await metaFor(business.api, business.url).deliver(
      said('for somebody else', { number: { ...acmeNumber, id: '700100200399' } }),
    );
    expect(await verdicts('heard')).toEqual(['unknown', 'unknown']);
  });
});
