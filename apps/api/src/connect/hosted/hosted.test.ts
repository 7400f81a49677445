import {
  type AttemptDto,
  auditReply,
  connectionHistoryReply,
  type HostedSignupDto,
  hostedLookReply,
  hostedSignupReply,
  hostedSignupsReply,
  isAssignable,
  operatorAccountsReply,
} from '@switchboard/contracts';
import { faultOn } from '@switchboard/meta-sandbox';
import { seedBusinesses, seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../../test/client.js';
import { acmeNumber, metaFor, said, webhookPath } from '../../../test/deliveries.js';
import { eventually } from '../../../test/eventually.js';
import type { TestApi } from '../../../test/harness.js';
import { openInbox, readText } from '../../../test/inbox.js';
import { startBeside, startFirst } from '../../../test/instances.js';
import { readHostedEvent } from './hostedEvent.js';

const operatorToken = 'operator-token-of-the-tests-0123456789';
const { wabaId } = acmeNumber;
const acmeBusiness = seedBusinesses.acme.id;
const base = '/api/operator/hosted-signups';
const whatsapp = '/api/integrations/whatsapp';

let api: TestApi;
let url: string;
let owner: Client;
let operator: Client;
beforeAll(async () => {
  api = await startFirst({ env: { OPERATOR_TOKEN: operatorToken } });
  url = await api.listen();
  api.sandbox.setWebhookTarget({ url: `${url}${webhookPath}` });
});
afterAll(() => api.stop());
beforeEach(async () => {
  for (const name of ['phoneNumbers', 'connectAttempts', 'hostedSignups', 'quarantine', 'notices', 'conversations']) {
    await api.connection.collection(name).deleteMany({});
  }
  api.sandbox.reset();
  // What is remembered of who holds a number is about the test before.
  api.clock.advance(60_000);
  owner = await api.owner();
  operator = makeOperator(api);
});

const makeOperator = (of: TestApi) => {
  const client = of.client();
  client.token = operatorToken;
  return client;
};
const settled = async () => {
  await api.sandbox.webhooksIdle();
  await api.app.drainDeliveries();
};
const signUpHosted = async (wabaIds = [wabaId]) => {
  await api.sandbox.signUpHosted({ wabaIds });
  await settled();
};
/** As Meta says it, seconds ago or at a time; nothing else changes at Meta. */
async function tell(
  event: string,
  when: number | Date = 0,
  about: { wabaId?: string; businessId?: string | null } = {},
) {
  const { wabaId: of = wabaId, businessId = acmeBusiness } = about;
  const info = { waba_id: of, ...(businessId === null ? {} : { owner_business_id: businessId }) };
  const at = when instanceof Date ? when.getTime() : api.clock.now().getTime() - when * 1000;
  await api.sandbox.accountEvent({ wabaId: of, field: 'account_update', value: { event, waba_info: info }, at });
  await settled();
}
const fetchList = async (client = operator) => hostedSignupsReply.parse((await client.get(base)).body);
const signups = async (): Promise<HostedSignupDto[]> => (await fetchList()).signups;
/** A number of it, as the business says it on the phone. */
const findPhone = (id = wabaId) => api.sandbox.world.listNumbers(id)[0]?.displayPhoneNumber ?? '0000';
const assign = (client: Client, to = operator, id = wabaId, confirmPhone = findPhone(id)) =>
  to.post(`${base}/${id}/assign`, { accountId: getAccountId(client), confirmPhone });
const getAccountId = (client: Client) => client.signedIn?.account.accountId ?? '';
const refusal = ({ status, body }: Response) => [status, body.code];
const listNumbers = async (client: Client) =>
  (await client.status()).phoneNumbers.filter(({ isActive }) => isActive).map(({ id }) => id);
const listAttempts = (client: Client) =>
  api.connection
    .collection('connectAttempts')
    .find({ accountId: getAccountId(client) })
    .toArray();
const acmeNumbers = [acmeNumber.id, seedNumbers.acmeSecond.id];

describe('a sign-up on Meta’s hosted page', () => {
  it('is kept once, however often Meta says it, and belongs to nobody', async () => {
    await tell('PARTNER_ADDED', 30);
    await tell('PARTNER_ADDED', 30);
    await api.app.replayQuarantine();
    expect(await fetchList()).toMatchObject({
      canFinish: true,
      signups: [{ wabaId, businessId: acmeBusiness, state: 'waiting', account: null }],
    });
    expect(await listNumbers(owner)).toEqual([]);
    expect(api.sandbox.calls()).toEqual([]);
  });

  it.each<[what: string, said: [event: string, secondsAgo: number][], state: string]>([
    [
      'shared, taken back',
      [
        ['PARTNER_ADDED', 30],
        ['PARTNER_REMOVED', 20],
      ],
      'gone',
    ],
    [
      'shared, the app removed',
      [
        ['PARTNER_ADDED', 30],
        ['PARTNER_APP_UNINSTALLED', 20],
      ],
      'gone',
    ],
    [
      'shared again after it',
      [
        ['PARTNER_ADDED', 30],
        ['PARTNER_REMOVED', 20],
        ['PARTNER_ADDED', 10],
      ],
      'waiting',
    ],
    [
      'an old removal that comes late',
      [
        ['PARTNER_ADDED', 20],
        ['PARTNER_REMOVED', 30],
      ],
      'waiting',
    ],
    [
      'a repeated sign-up after a removal',
      [
        ['PARTNER_ADDED', 30],
        ['PARTNER_REMOVED', 20],
        ['PARTNER_ADDED', 30],
      ],
      'gone',
    ],
    [
      'one between the two that comes late',
      [
        ['PARTNER_ADDED', 30],
        ['PARTNER_REMOVED', 10],
        ['PARTNER_ADDED', 20],
      ],
      'gone',
    ],
    [
      'news that is about something else',
      [
        ['PARTNER_ADDED', 30],
        ['ACCOUNT_RESTRICTION', 20],
      ],
      'waiting',
    ],
  ])('is as Meta said last by its own time: %s', async (_what, events, state) => {
    for (const [event, secondsAgo] of events) await tell(event, secondsAgo);
    expect(await signups()).toMatchObject([{ state }]);
  });

  it('that was never told of is not there because of a removal', async () => {
    await tell('PARTNER_REMOVED');
    expect(await signups()).toEqual([]);
  });

  it('is read from Meta’s value, whatever it looks like', () => {
    const read = (info: unknown) =>
      readHostedEvent({ field: 'account_update', event: 'PARTNER_ADDED', value: { waba_info: info } });
    expect(read({ owner_business_id: '500' })).toEqual({ kind: 'shared', businessId: '500' });
    expect(read({ owner_business_id: 500 })).toEqual({ kind: 'shared', businessId: '500' });
    for (const info of [undefined, null, 'x', {}, { owner_business_id: '../me' }, { owner_business_id: { $ne: 1 } }]) {
      expect(read(info)).toEqual({ kind: 'shared', businessId: null });
    }
    expect(readHostedEvent({ field: 'security', event: 'PARTNER_ADDED', value: {} })).toBeNull();
  });

  it('can be looked at, to see whose it is: nothing is kept or switched on', async () => {
    await signUpHosted();
    const look = hostedLookReply.parse((await operator.get(`${base}/${wabaId}`)).body);
    expect(look).toMatchObject({ wabaName: 'Acme Flowers', businessName: 'Acme Flowers' });
    expect(look.numbers.map(({ phoneNumberId }) => phoneNumberId)).toEqual(acmeNumbers);
    expect(await signups()).toMatchObject([{ state: 'waiting' }]);
    const changes = api.sandbox
      .calls()
      .filter(({ method, edge }) => method !== 'GET' && !edge.includes('access_tokens'));
    expect(changes).toEqual([]);
  });
});

describe('assigning it to an account', () => {
  it('connects the numbers as any other attempt does, and what waited for them is in the inbox', async () => {
    await signUpHosted();
    await metaFor(api, url).deliver(said('before anybody had the number'));
    const reply = hostedSignupReply.parse((await assign(owner)).body);
    expect(reply).toMatchObject({
      message: '2 numbers are connected.',
      signup: { state: 'connected', account: { accountId: getAccountId(owner), name: owner.signedIn?.account.name } },
    });
    const status = await owner.status();
    expect(status).toMatchObject({ connected: true, businessName: 'Acme Flowers' });
    expect(status.phoneNumbers.map(({ id, state }) => [id, state])).toEqual(acmeNumbers.map((id) => [id, 'connected']));

    const { entries } = connectionHistoryReply.parse((await owner.get(`${whatsapp}/story`)).body);
    const [connected] = entries.filter(({ kind }) => kind === 'attempt');
    expect(connected).toMatchObject({ by: 'The operator', title: 'Connected', attempt: { flow: 'hosted' } });
    expect(connected?.attempt?.steps.map(({ state }) => state)).toEqual(Array(6).fill('done'));
    const audit = auditReply.parse((await owner.get('/api/account/audit?action=number.connected')).body);
    expect(audit.entries).toHaveLength(2);
    expect(audit.entries[0]).toMatchObject({ actor: null, text: expect.stringContaining('assigned by the operator') });

    const conversation = await eventually(async () => {
      const [found] = await openInbox(owner).conversations();
      expect(found).toBeDefined();
      return found;
    });
    expect((await openInbox(owner).thread(conversation?.id ?? '')).map(readText)).toEqual([
      'before anybody had the number',
    ]);
    const [stored] = await listAttempts(owner);
    expect(stored).not.toHaveProperty('accessToken');
  });

  it('twice at once is one connection', async () => {
    await signUpHosted();
    const answers = await Promise.all([assign(owner), assign(owner), assign(owner)]);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expect(refusal(answer)).toEqual([409, 'hosted_signup_busy']);
    }
    expect(answers.map(({ status }) => status)).toContain(200);
    expect(await listAttempts(owner)).toHaveLength(1);
    expect(await listNumbers(owner)).toEqual(acmeNumbers);
  });

  it('to two accounts at once is one of them', async () => {
    const other = await api.owner();
    await signUpHosted();
    const answers = await Promise.all([assign(owner), assign(other)]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const both = [...(await listNumbers(owner)), ...(await listNumbers(other))];
    expect(both).toEqual(acmeNumbers);
  });

  it('again is the same answer, and nothing is done', async () => {
    await signUpHosted();
    await assign(owner);
    const before = api.sandbox.calls().length;
    expect(hostedSignupReply.parse((await assign(owner)).body)).toMatchObject({
      message: 'It is connected to this account already.',
      signup: { state: 'connected' },
    });
    expect(api.sandbox.calls()).toHaveLength(before);
  });

  it('takes only what the event named, though the business shared more before', async () => {
    await signUpHosted([wabaId, seedWabas.acmeEvents.id]);
    await assign(owner);
    expect(await listNumbers(owner)).toEqual(acmeNumbers);
    expect((await signups()).map(({ wabaId: id, state }) => [id, state])).toEqual([
      [seedWabas.acmeEvents.id, 'waiting'],
      [wabaId, 'connected'],
    ]);
  });

  it('ends as said where the webhooks could not be switched on, and the owner switches them on', async () => {
    await signUpHosted();
    const refused = { kind: 'error', code: 200 } as const;
    api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', refused, { method: 'POST' }));
    expect((await assign(owner)).body).toMatchObject({
      message: '2 numbers are saved, none of them connected so far.',
    });
    await owner.post(`${whatsapp}/subscribe`, {});
    expect(await owner.status()).toMatchObject({ connected: true });
  });

  it('works on where a process died on the way', async () => {
    await signUpHosted();
    const until = new Date(api.clock.now().getTime() + 90_000);
    await api.connection.collection('hostedSignups').updateOne({ wabaId }, { $set: { claim: { id: 'dead', until } } });
    expect(refusal(await assign(owner))).toEqual([409, 'hosted_signup_busy']);
    expect(refusal(await operator.post(`${base}/${wabaId}/dismiss`))).toEqual([409, 'hosted_signup_busy']);
    api.clock.advance(91_000);
    expect((await assign(owner)).status).toBe(200);
  });
});

/** The lines of the log that have a value under `accountId`, or another key. */
const loggedFor = (value: string, key = 'accountId') =>
  api
    .logs()
    .split('\n')
    .filter((line) => line.includes(value))
    .map((line) => JSON.parse(line))
    .filter((line) => line[key] === value && String(line.msg).includes('hosted sign-up'));

describe('that it is the right account', () => {
  const audited = async (client: Client) =>
    auditReply.parse((await client.get('/api/account/audit?action=number.assign_refused')).body).entries;

  it.each([
    ['another number', '+1 555-999-8888'],
    ['the beginning of the number', '+1 555'],
    ['too little of it in digits', 'ab0c01'],
  ])('is confirmed by one of its numbers, and not by %s', async (_what, typed) => {
    await signUpHosted();
    expect(refusal(await assign(owner, operator, wabaId, typed))).toEqual([409, 'hosted_phone_mismatch']);
    expect(await signups()).toMatchObject([{ state: 'waiting', account: null }]);
    expect(await listAttempts(owner)).toEqual([]);
    expect(await audited(owner)).toMatchObject([{ actor: null, text: expect.stringContaining('It was refused.') }]);
    expect(JSON.stringify(await audited(owner))).not.toContain(wabaId);
    expect(loggedFor(getAccountId(owner))).toMatchObject([{ level: 40, wabaId, code: 'hosted_phone_mismatch' }]);
  });

  it('is confirmed by the last four digits of any of them', async () => {
    await signUpHosted();
    const last = api.sandbox.world.listNumbers(wabaId).at(-1)?.displayPhoneNumber.slice(-4);
    expect((await assign(owner, operator, wabaId, last)).status).toBe(200);
    expect(await audited(owner)).toEqual([]);
  });

  it('has to be confirmed', async () => {
    await signUpHosted();
    const unsaid = await operator.post(`${base}/${wabaId}/assign`, { accountId: getAccountId(owner) });
    expect(refusal(unsaid)).toEqual([400, 'invalid_request']);
  });

  it('can be recognised: who has it, had it, or named it in a login', async () => {
    const look = async () => hostedLookReply.parse((await operator.get(`${base}/${wabaId}`)).body).knownBy;
    const named = await api.owner();
    const { state } = await named.start('popup');
    await named.finish({ code: api.sandbox.issueCode({ wabaIds: [] }), state, signup: { waba_id: wabaId } });
    await signUpHosted();
    const naming = { accountId: getAccountId(named), name: named.signedIn?.account.name, how: 'named' };
    expect(await look()).toEqual([naming]);
    await assign(owner);
    const own = { accountId: getAccountId(owner), name: owner.signedIn?.account.name };
    expect(await look()).toEqual([{ ...own, how: 'holds' }, naming]);
    await owner.post(`${whatsapp}/disconnect`, {});
    api.clock.advance(60_000);
    expect(await look()).toEqual([{ ...own, how: 'held' }, naming]);
  });
});

describe('assigning that Meta does not let through', () => {
  it.each([
    ['{business}/system_user_access_tokens', { kind: 'reset' }, 'meta_unreachable', 'nothing'],
    ['debug_token', { kind: 'error', code: 2, httpStatus: 503 }, 'meta_unavailable', 'an attempt'],
    ['{waba}', { kind: 'error', code: 2, httpStatus: 503 }, 'meta_unavailable', 'an attempt'],
    ['{waba}/phone_numbers', { kind: 'error', code: 4, httpStatus: 400 }, 'meta_rate_limited', 'nothing'],
  ] as const)('%s fails: it waits on, and can be tried again', async (edge, effect, code, begun) => {
    await signUpHosted();
    api.sandbox.faults.add(faultOn(edge, effect, { times: Number.POSITIVE_INFINITY }));
    const failed = await assign(owner);
    expect(failed.body.code).toBe(code);
    expect(failed.status).toBeGreaterThanOrEqual(502);
    expect(await signups()).toMatchObject([{ state: 'waiting', account: null }]);
    expect(await listNumbers(owner)).toEqual([]);
    const attempt: AttemptDto | null = (await owner.status()).attempt;
    if (begun === 'nothing') expect(attempt).toBeNull();
    // Whoever is shown it cannot go on with it: the operator may have meant somebody else.
    else expect(attempt).toMatchObject({ phase: 'failed', flow: 'hosted', startedBy: 'The operator', canRetry: false });
    if (attempt) {
      const retried = await owner.post(`${whatsapp}/oauth/attempts/${attempt.attemptId}/retry`);
      expect(refusal(retried)).toEqual([409, 'nothing_to_retry']);
    }
    api.sandbox.faults.clear();
    expect((await assign(await api.owner())).status).toBe(200);
  });

  it('says what is wrong: nothing shared, our own token, no business named', async () => {
    await tell('PARTNER_ADDED');
    expect(refusal(await assign(owner))).toEqual([502, 'hosted_access_refused']);
    expect(refusal(await operator.get(`${base}/${wabaId}`))).toEqual([502, 'hosted_access_refused']);
    const dead = { kind: 'error', code: 190, httpStatus: 401 } as const;
    api.sandbox.faults.add(faultOn('{business}/system_user_access_tokens', dead, { times: 2 }));
    expect(refusal(await assign(owner))).toEqual([502, 'app_misconfigured']);
    await tell('PARTNER_ADDED', 0, { wabaId: seedWabas.blueBicycle.id, businessId: null });
    const unnamed = await assign(owner, operator, seedWabas.blueBicycle.id);
    expect(refusal(unnamed)).toEqual([502, 'hosted_access_refused']);
    expect(unnamed.body.message).toContain('did not say which business');
  });

  it('is not believed where the business’s token does not list the WhatsApp account', async () => {
    await signUpHosted([seedWabas.acmeEvents.id]);
    await tell('PARTNER_ADDED');
    expect((await assign(owner)).body.code).toBe('waba_not_granted');
    expect(await listNumbers(owner)).toEqual([]);
    expect((await signups()).map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  });

  it('without the system user’s token nothing is lost: it is kept, shown, and finished where there is one', async () => {
    const without = await startBeside(api, { env: { OPERATOR_TOKEN: operatorToken, META_SYSTEM_USER_TOKEN: '' } });
    without.clock.advance(api.clock.now().getTime() - without.clock.now().getTime());
    await signUpHosted();
    const there = makeOperator(without);
    expect(await fetchList(there)).toMatchObject({ canFinish: false, signups: [{ wabaId, state: 'waiting' }] });
    expect(refusal(await assign(owner, there))).toEqual([409, 'system_token_missing']);
    expect(refusal(await there.get(`${base}/${wabaId}`))).toEqual([409, 'system_token_missing']);
    expect(await listAttempts(owner)).toEqual([]);
    await without.stop();
    expect((await assign(owner)).status).toBe(200);
  });
});

describe('a WhatsApp account that somebody has already', () => {
  it('is refused to another account, and can be had when it is free', async () => {
    const holder = await api.owner();
    await holder.connect(api.sandbox.issueCode());
    await signUpHosted();
    const refused = await assign(owner);
    expect(refusal(refused)).toEqual([409, 'number_in_use']);
    expect(await listNumbers(holder)).toEqual(acmeNumbers);
    expect(await listAttempts(owner)).toEqual([]);
    await holder.post(`${whatsapp}/disconnect`, {});
    expect((await assign(owner)).status).toBe(200);
    expect(await listNumbers(owner)).toEqual(acmeNumbers);
  });

  it('does not wait where a popup brought it, whichever Meta tells first', async () => {
    await owner.connect(api.sandbox.issueCode());
    await tell('PARTNER_ADDED', 30);
    expect(await signups()).toMatchObject([{ state: 'connected', account: { accountId: getAccountId(owner) } }]);
    const later = await api.owner();
    await tell('PARTNER_ADDED', 0, { wabaId: seedWabas.blueBicycle.id, businessId: '500100200310' });
    await later.connect(api.sandbox.issueCode({ wabaIds: [seedWabas.blueBicycle.id] }));
    expect((await signups()).map(({ state, account }) => [state, account?.accountId])).toEqual([
      ['connected', getAccountId(later)],
      ['connected', getAccountId(owner)],
    ]);
  });
});

describe('signing up once more', () => {
  it('with one more number, while the first works: it waits, and assigning connects the new one', async () => {
    await signUpHosted();
    await assign(owner);
    api.clock.advance(120_000);
    const added = api.sandbox.world.addNumber({ wabaId });
    await signUpHosted();
    expect(await signups()).toMatchObject([{ state: 'waiting', account: null, working: false }]);
    expect((await assign(owner)).body).toMatchObject({ message: '3 numbers are connected.' });
    expect(await listNumbers(owner)).toContain(added.id);
    expect(await signups()).toMatchObject([{ state: 'connected', working: true }]);
  });

  it('while the access still works: the renewed one is fetched', async () => {
    await owner.connect(api.sandbox.issueCode());
    api.clock.advance(120_000);
    await signUpHosted();
    expect(await signups()).toMatchObject([{ state: 'waiting' }]);
    await assign(owner);
    expect(api.sandbox.calls().map(({ edge }) => edge)).toContain('{business}/system_user_access_tokens');
    expect(await signups()).toMatchObject([{ state: 'connected', account: { accountId: getAccountId(owner) } }]);
  });

  it('is not what a login brought that Meta dates a moment late', async () => {
    await owner.connect(api.sandbox.issueCode());
    await tell('PARTNER_ADDED', -20);
    expect(await signups()).toMatchObject([{ state: 'connected', working: true }]);
  });
});

describe('afterwards', () => {
  it('what was disconnected does not work any more, and can be assigned again', async () => {
    await signUpHosted();
    await assign(owner);
    await owner.post(`${whatsapp}/disconnect`, {});
    const [stopped] = await signups();
    expect(stopped).toMatchObject({ state: 'connected', working: false });
    expect(stopped && isAssignable(stopped)).toBe(true);
    expect((await assign(owner)).body).toMatchObject({ message: '2 numbers are connected.' });
    expect((await signups()).map(isAssignable)).toEqual([false]);
  });

  it('what a popup brought and its owner has disconnected since does not wait either', async () => {
    await tell('PARTNER_ADDED', 60);
    await owner.connect(api.sandbox.issueCode());
    // The event had waited for the numbers, and is told again when they are there.
    await eventually(async () => expect(await api.connection.collection('quarantine').countDocuments()).toBe(0));
    await owner.post(`${whatsapp}/disconnect`, {});
    expect(await signups()).toMatchObject([{ state: 'connected', account: { accountId: getAccountId(owner) } }]);
    await owner.connect(api.sandbox.issueCode());
    await tell('PARTNER_ADDED', 30);
    await owner.post(`${whatsapp}/disconnect`, {});
    expect(await signups()).toMatchObject([{ state: 'connected', account: { accountId: getAccountId(owner) } }]);
  });

  it('Meta takes it back: gone, the numbers say so, and a new sign-up brings them back', async () => {
    await signUpHosted();
    await assign(owner);
    api.clock.advance(5_000);
    await api.sandbox.causeAccountEvent('app_uninstalled', acmeNumber.id);
    await settled();
    expect(await signups()).toMatchObject([{ state: 'gone', account: { accountId: getAccountId(owner) } }]);
    expect((await owner.status()).state).toBe('needs_attention');
    expect(refusal(await assign(owner))).toEqual([409, 'hosted_signup_gone']);

    api.clock.advance(5_000);
    await signUpHosted();
    expect(await signups()).toMatchObject([{ state: 'waiting', account: null }]);
    expect((await assign(owner)).status).toBe(200);
    expect(await owner.status()).toMatchObject({ connected: true, state: 'connected' });
    expect((await owner.status()).phoneNumbers).toHaveLength(2);
  });

  it('dismissed, it waits no longer until the business signs up once more, and can be assigned all the same', async () => {
    const sharedAt = new Date(api.clock.now().getTime() - 30_000);
    await tell('PARTNER_ADDED', sharedAt);
    const dismissed = hostedSignupReply.parse((await operator.post(`${base}/${wabaId}/dismiss`)).body);
    expect(dismissed.signup.state).toBe('dismissed');
    const told = loggedFor('the operator dismissed a hosted sign-up', 'msg').length;
    await operator.post(`${base}/${wabaId}/dismiss`);
    expect(loggedFor('the operator dismissed a hosted sign-up', 'msg')).toHaveLength(told);
    expect(told).toBeGreaterThan(0);
    await tell('PARTNER_ADDED', sharedAt);
    expect(await signups()).toMatchObject([{ state: 'dismissed' }]);
    await signUpHosted();
    expect(await signups()).toMatchObject([{ state: 'waiting' }]);
    await operator.post(`${base}/${wabaId}/dismiss`);
    expect((await assign(owner)).status).toBe(200);
    expect((await operator.post(`${base}/${wabaId}/dismiss`)).body.signup.state).toBe('connected');
  });
});

describe('who may', () => {
  it('is the operator alone: for everybody else there is nothing here', async () => {
    await signUpHosted();
    for (const client of [api.client(), owner]) {
      const answers = [
        await client.get(base),
        await client.get(`${base}/${wabaId}`),
        await assign(owner, client),
        await client.post(`${base}/${wabaId}/dismiss`),
        await client.post('/api/operator/accounts/search', { search: 'Business' }),
      ];
      expect(answers.map(refusal)).toEqual(answers.map(() => [404, 'not_found']));
    }
    expect(await signups()).toMatchObject([{ state: 'waiting' }]);
  });

  it('finds nothing under an id that Meta has not told of, and no account that does not exist', async () => {
    const unknown = [
      await operator.get(`${base}/900999`),
      await assign(owner, operator, '900999'),
      await operator.post(`${base}/900999/dismiss`),
    ];
    expect(unknown.map(refusal)).toEqual(unknown.map(() => [404, 'not_found']));
    await signUpHosted();
    const nobody = await operator.post(`${base}/${wabaId}/assign`, {
      ...{ accountId: 'acc_nobody', confirmPhone: findPhone() },
    });
    expect([...refusal(nobody), nobody.body.message]).toEqual([404, 'not_found', 'There is no such account.']);
    expect(refusal(await operator.post(`${base}/${wabaId}/assign`, {}))).toEqual([400, 'invalid_request']);
  });

  it('finds accounts by a part of their name, an owner’s address or their id', async () => {
    const { account, user } = owner.signedIn ?? {};
    const found = async (search: string) =>
      operatorAccountsReply.parse((await operator.post('/api/operator/accounts/search', { search })).body).accounts;
    const own = { accountId: account?.accountId, name: account?.name, owners: [user?.email] };
    for (const search of [account?.name.toUpperCase(), user?.email.toUpperCase(), account?.accountId]) {
      expect(await found(search ?? '')).toContainEqual(own);
    }
    for (const nobodys of ['.*', '\\d', 'a\u0000b']) expect(await found(nobodys)).toEqual([]);
    expect(await found('nobody@example.test')).toEqual([]);
    const support = await owner.invite('support');
    expect(await found(support.signedIn?.user.email ?? '')).toEqual([]);
  });
});
