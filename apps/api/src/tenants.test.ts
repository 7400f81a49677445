import { randomUUID } from 'node:crypto';
import type { MessageDto } from '@switchboard/contracts';
import { faultOn, preferenceChange } from '@switchboard/meta-sandbox';
import { seedCustomers, seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, goodPassword } from '../test/client.js';
import { acmeNumber, became, bicycleNumber, type Meta, metaFor, newWamid, said } from '../test/deliveries.js';
import { endpoints } from '../test/endpoints.js';
import { startApi, type TestApi } from '../test/harness.js';
import { nameOf, type Route, routesOf } from '../test/routes.js';

let api: TestApi;
let routes: Route[];
let owner: Client;
let support: Client;
/** Another business, with a number, a team, an open invitation and an attempt that can be retried. */
let victim: Client;
let theirs: {
  attemptId: string;
  handoverId: string;
  state: string;
  userId: string;
  numbers: string[];
  wabaId: string;
  token: string;
  conversationId: string;
  messageId: string;
  mediaId: string;
  passkeyId: string;
  invitationId: string;
  sessionId: string;
};
/** A conversation of the one who tries, to name foreign messages and files in. */
let ownConversationId: string;
const clientId = () => randomUUID();

beforeAll(async () => {
  api = await startApi({ env: { OPERATOR_TOKEN: 'operator-token-of-the-tests-0123456789' } });
  routes = routesOf(api.app.handler);
  owner = await api.owner();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [seedWabas.blueBicycle.id] }));
  support = await owner.invite('support');

  victim = await api.owner();
  const member = await victim.invite('support');
  refuseSubscriptionOnce();
  const reply = await victim.connect(api.sandbox.issueCode({ wabaIds: [seedWabas.acmeFlowers.id] }));
  const meta = metaFor(api, await api.listen());
  await tellOfPeople(meta);
  await meta.deliver(
    said('for nobody else'),
    said('', { message: { type: 'image', image: { id: '800100', mime_type: 'image/jpeg', sha256: 'x' } } }),
    said('mine', { number: bicycleNumber, from: '15550199999' }),
  );
  const conversationOf = async (client: Client) => (await client.get('/api/conversations')).body.conversations[0].id;
  const conversationId = await conversationOf(victim);
  ownConversationId = await conversationOf(owner);
  const { messages } = (await victim.get(`/api/conversations/${conversationId}/messages`)).body;
  const picture = messages.find((message: MessageDto) => message.content.kind === 'media');
  theirs = {
    conversationId,
    messageId: messages[0].id,
    mediaId: picture.content.media.mediaId,
    attemptId: reply.attemptId,
    handoverId: (await victim.post(`${whatsapp}/handovers`)).body.handover.handoverId,
    state: (await victim.start()).state,
    userId: member.signedIn?.user.userId ?? '',
    invitationId: (await victim.post('/api/account/invitations', { role: 'support' })).body.invitationId,
    sessionId: (await victim.get('/api/auth/sessions')).body.sessions[0].sessionId,
    numbers: [acmeNumber.id, seedNumbers.acmeSecond.id],
    wabaId: seedWabas.acmeFlowers.id,
    token: api.sandbox.tokens().at(-1)?.token ?? '',
    passkeyId: 'pky_of-the-victim',
  };
  await api.connection.collection('secondFactors').insertOne({
    userId: victim.signedIn?.user.userId,
    passkeys: [
      { passkeyId: theirs.passkeyId, name: 'Phone', credentialId: 'c', publicKey: 'k', counter: 0, transports: [] },
    ],
    recoveryCodes: [],
  });
});
afterAll(() => api.stop());

/** What Meta tells of somebody of the victim's, of which nothing is a message: it joins two threads, and is kept. */
async function tellOfPeople(meta: Meta): Promise<void> {
  const at = Math.floor(Date.now() / 1000) - 3600;
  const [from, userId] = ['15550188001', 'US.18800001'];
  await meta.deliver(said('by number', { from, at }));
  await meta.deliver(said('by id', { from: '', userId, at }));
  await meta.deliver(became(newWamid(), 'sent', { to: from, at, more: { recipient_user_id: userId } }));
  const preference = { wa_id: from, category: 'marketing_messages', value: 'stop', timestamp: at };
  await meta.deliver(preferenceChange({ number: acmeNumber, contacts: [], preferences: [preference] }));
}
const refuseSubscriptionOnce = () =>
  api.sandbox.faults.add(faultOn('{waba}/subscribed_apps', { kind: 'error', code: 80007 }, { method: 'POST' }));
const whatsapp = '/api/integrations/whatsapp';
const accountIdOf = (client: Client) => client.signedIn?.account.accountId ?? '';
const refusal = (response: Response) => [response.status, response.body.code];
const call = (client: Client, { method, path }: Route, ids: Record<string, string>, body?: unknown) => {
  const address = path.replace(/:(\w+)/g, (_all, name: string) => ids[name] ?? `no-${name}-given`);
  return client.send(method, address, body);
};

describe('the table of endpoints', () => {
  it('names every endpoint of the running app, and none that is not there', () => {
    expect(Object.keys(endpoints).sort()).toEqual(routes.map(nameOf).sort());
  });
});

describe('who may use an endpoint', () => {
  const nobodys = {
    userId: 'usr_nobody',
    attemptId: 'att_nobody',
    handoverId: 'hov_nobody',
    conversationId: 'cnv_nobodys',
    messageId: 'msg_nobodys',
    mediaId: 'med_nobodys',
    phoneNumberId: '799',
  };
  const byRole = ['not_signed_in', 'session_ended', 'owner_only', 'forbidden'];
  const each = Object.entries(endpoints).map(([name, endpoint]) => ({ name, ...endpoint }));
  const routeOf = (name: string): Route => {
    const route = routes.find((candidate) => nameOf(candidate) === name);
    if (!route) throw new Error(`${name} is not there`);
    return route;
  };

  it.each(each)('$name: $who', async ({ name, who, body }) => {
    const route = routeOf(name);
    const ended = await api.owner();
    const endedToken = ended.token;
    await ended.post('/api/auth/logout');
    const left = api.client();
    left.token = endedToken;

    const asNobody = await call(api.client(), route, nobodys, body);
    const asEnded = await call(left, route, nobodys, body);
    const asSupport = await call(who === 'anyone' ? api.client() : support, route, nobodys, body);
    const asOwner = await call(who === 'anyone' ? api.client() : owner, route, nobodys, body);
    for (const response of [asNobody, asEnded, asSupport, asOwner]) expect(response.status).toBeLessThan(500);

    if (who === 'anyone') {
      if (name !== 'POST /api/auth/refresh') expect(byRole).not.toContain(asNobody.body.code);
    } else if (who === 'operator') {
      for (const response of [asNobody, asEnded, asSupport, asOwner]) {
        expect(refusal(response)).toEqual([404, 'not_found']);
      }
    } else {
      expect(refusal(asNobody)).toEqual([401, 'not_signed_in']);
      expect(refusal(asEnded)).toEqual([401, 'session_ended']);
      if (who === 'owner') expect(refusal(asSupport)).toEqual([403, 'owner_only']);
      else expect(byRole).not.toContain(asSupport.body.code);
      expect(byRole).not.toContain(asOwner.body.code);
    }
  });

  it('is decided before anything is said about the request', async () => {
    for (const { name, who } of each.filter((endpoint) => endpoint.body && endpoint.who !== 'anyone')) {
      const refused = who === 'operator' ? 404 : 401;
      expect((await call(api.client(), routeOf(name), nobodys, { nonsense: true })).status).toBe(refused);
    }
  });

  it('support staff cannot retry what an owner began', async () => {
    refuseSubscriptionOnce();
    const reply = await owner.connect(api.sandbox.issueCode({ wabaIds: [seedWabas.blueBicycle.id] }));
    const response = await support.post(`${whatsapp}/oauth/attempts/${reply.attemptId}/retry`);
    expect(refusal(response)).toEqual([403, 'owner_only']);
  });
});

describe('the ids of another account', () => {
  const everything = async () => {
    const names = [
      'phoneNumbers',
      'accounts',
      'users',
      'memberships',
      'invitations',
      'sessions',
      'connectAttempts',
      'handovers',
      'pendingUnsubscribes',
      'pendingSubscribes',
      'conversations',
      'messages',
      'media',
      'inboxChanges',
      'phoneContacts',
      'preferences',
      'identityFacts',
      'conversationRedirects',
      'strays',
      'sentReactions',
      'quarantine',
      'notices',
    ];
    const rows = await Promise.all(
      names.map((name) =>
        api.connection
          .collection(name)
          .find({ accountId: accountIdOf(victim) })
          .toArray(),
      ),
    );
    return JSON.stringify([rows, await api.connection.collection('secondFactors').find().toArray()]);
  };

  it.each(['identityFacts', 'conversationRedirects', 'strays', 'preferences'])(
    'have something to hide in %s',
    async (name) => {
      const ofVictim = { accountId: accountIdOf(victim) };
      expect(await api.connection.collection(name).countDocuments(ofVictim)).toBeGreaterThan(0);
    },
  );

  /** What each endpoint that takes an id does with somebody else's. */
  const tries: Record<
    string,
    () => readonly [ids: Record<string, string>, body: unknown, refused: readonly [number, string]]
  > = {
    ...Object.fromEntries(
      ['PATCH', 'DELETE'].map((method) => [
        `${method} /api/auth/second-factor/passkeys/:passkeyId`,
        () =>
          [
            { passkeyId: theirs.passkeyId },
            method === 'PATCH' ? { name: 'Mine' } : undefined,
            [404, 'not_found'],
          ] as const,
      ]),
    ),
    'DELETE /api/account/members/:userId': () => [{ userId: theirs.userId }, undefined, [404, 'not_found']],
    'PATCH /api/account/members/:userId': () => [{ userId: theirs.userId }, { role: 'support' }, [404, 'not_found']],
    'POST /api/account/ownership': () => [
      {},
      { userId: theirs.userId, currentPassword: goodPassword },
      [404, 'not_found'],
    ],
    'POST /api/account/invitations/:invitationId/resend': () => [
      { invitationId: theirs.invitationId },
      undefined,
      [404, 'not_found'],
    ],
    'DELETE /api/account/invitations/:invitationId': () => [
      { invitationId: theirs.invitationId },
      undefined,
      [404, 'not_found'],
    ],
    'DELETE /api/auth/sessions/:sessionId': () => [{ sessionId: theirs.sessionId }, undefined, [404, 'not_found']],
    [`GET ${whatsapp}/oauth/attempts/:attemptId`]: () => [
      { attemptId: theirs.attemptId },
      undefined,
      [404, 'not_found'],
    ],
    [`POST ${whatsapp}/oauth/attempts/:attemptId/retry`]: () => [
      { attemptId: theirs.attemptId },
      undefined,
      [404, 'not_found'],
    ],
    [`POST ${whatsapp}/oauth/attempts/:attemptId/choose`]: () => [
      { attemptId: theirs.attemptId },
      { phoneNumberIds: theirs.numbers },
      [404, 'not_found'],
    ],
    [`GET ${whatsapp}/handovers/:handoverId`]: () => [{ handoverId: theirs.handoverId }, undefined, [404, 'not_found']],
    [`DELETE ${whatsapp}/handovers/:handoverId`]: () => [
      { handoverId: theirs.handoverId },
      undefined,
      [404, 'not_found'],
    ],
    [`POST ${whatsapp}/oauth`]: () => [{}, { code: 'a-code', state: theirs.state }, [409, 'state_not_yours']],
    [`POST ${whatsapp}/oauth/cancel`]: () => [{}, { state: theirs.state, reason: 'denied' }, [409, 'state_not_yours']],
    [`POST ${whatsapp}/check`]: () => [{}, { phoneNumberIds: theirs.numbers }, [404, 'number_not_found']],
    [`POST ${whatsapp}/subscribe`]: () => [{}, { phoneNumberIds: theirs.numbers }, [404, 'number_not_found']],
    [`POST ${whatsapp}/doctor`]: () => [{}, { phoneNumberIds: theirs.numbers }, [404, 'number_not_found']],
    [`POST ${whatsapp}/disconnect`]: () => [{}, { phoneNumberIds: theirs.numbers }, [404, 'number_not_found']],
    ...Object.fromEntries(
      Object.entries(endpoints)
        .filter(([name]) => name.includes(`${whatsapp}/numbers/:phoneNumberId/`))
        .map(([name, { body }]) => [
          name,
          () => [{ phoneNumberId: theirs.numbers[0] ?? '' }, body, [404, 'number_not_found']] as const,
        ]),
    ),
    [`POST ${whatsapp}/disconnect/undo`]: () => [{}, { phoneNumberIds: theirs.numbers }, [404, 'number_not_found']],
    [`POST ${whatsapp}/resume`]: () => [{}, { phoneNumberIds: theirs.numbers }, [404, 'number_not_found']],
    'POST /api/settings/phone-numbers': () => [
      {},
      { phoneNumberId: theirs.numbers[0], wabaId: theirs.wabaId, accessToken: theirs.token },
      [409, 'number_in_use'],
    ],
    'PATCH /api/settings/phone-numbers/:phoneNumberId': () => [
      { phoneNumberId: theirs.numbers[0] ?? '' },
      { readMarks: 'never' },
      [404, 'number_not_found'],
    ],
    'GET /api/conversations/:conversationId': () => [
      { conversationId: theirs.conversationId },
      undefined,
      [404, 'conversation_not_found'],
    ],
    'GET /api/conversations/:conversationId/messages': () => [
      { conversationId: theirs.conversationId },
      undefined,
      [404, 'conversation_not_found'],
    ],
    'POST /api/conversations/:conversationId/messages': () => [
      { conversationId: theirs.conversationId },
      { clientId: clientId(), type: 'text', text: 'Hello' },
      [404, 'conversation_not_found'],
    ],
    'POST /api/conversations/:conversationId/messages/:messageId/retry': () => [
      { conversationId: theirs.conversationId, messageId: theirs.messageId },
      { clientId: clientId() },
      [404, 'conversation_not_found'],
    ],
    'POST /api/conversations/:conversationId/messages/:messageId/release': () => [
      { conversationId: theirs.conversationId, messageId: theirs.messageId },
      {},
      [404, 'conversation_not_found'],
    ],
    'POST /api/conversations/:conversationId/messages/:messageId/withhold': () => [
      { conversationId: theirs.conversationId, messageId: theirs.messageId },
      {},
      [404, 'conversation_not_found'],
    ],
    'POST /api/conversations/:conversationId/read': () => [
      { conversationId: theirs.conversationId },
      {},
      [404, 'conversation_not_found'],
    ],
    'POST /api/conversations/:conversationId/unread': () => [
      { conversationId: theirs.conversationId },
      {},
      [404, 'conversation_not_found'],
    ],
    'POST /api/conversations/:conversationId/thread-control': () => [
      { conversationId: theirs.conversationId },
      { action: 'take' },
      [404, 'conversation_not_found'],
    ],
    'GET /api/media/:mediaId': () => [{ mediaId: theirs.mediaId }, undefined, [404, 'media_not_found']],
  };

  it('are tried on every endpoint with an id in its path or body', () => {
    const withIds = Object.entries(endpoints).filter(([name, { body, who }]) => {
      const fields = Object.keys(body ?? {});
      const idFields = fields.filter((field) => /Ids?$/.test(field) || field === 'state');
      return who !== 'anyone' && who !== 'operator' && (name.includes('/:') || idFields.length > 0);
    });
    expect(Object.keys(tries).sort()).toEqual(withIds.map(([name]) => name).sort());
  });

  it.each(Object.entries(tries))(
    'on %s: refused, nothing told, nothing changed, Meta not asked to change anything',
    async (name, given) => {
      const [ids, body, refused] = given();
      const route = routes.find((candidate) => nameOf(candidate) === name);
      if (!route) throw new Error(`${name} is not there`);
      const before = await everything();
      const writesBefore = api.sandbox.calls().filter((made) => made.method !== 'GET').length;
      const response = await call(owner, route, ids, body);
      expect(refusal(response)).toEqual(refused);
      expect(await everything()).toBe(before);
      expect(api.sandbox.calls().filter((made) => made.method !== 'GET')).toHaveLength(writesBefore);
      const { account, user } = victim.signedIn ?? {};
      for (const hidden of [account?.accountId, account?.name, user?.email, theirs.userId]) {
        expect(response.text).not.toContain(hidden);
      }
    },
  );

  it('of messages and files are not found in one’s own conversation either', async () => {
    const base = `/api/conversations/${ownConversationId}`;
    const write = (body: object) => owner.post(`${base}/messages`, { clientId: clientId(), ...body });
    const refusals = [
      await write({ type: 'text', text: 'Hello', replyTo: theirs.messageId }),
      await write({ type: 'reaction', messageId: theirs.messageId, emoji: '👍' }),
      await write({ type: 'media', mediaId: theirs.mediaId }),
      await owner.post(`${base}/messages/${theirs.messageId}/retry`, { clientId: clientId() }),
      await owner.post(`${base}/messages/${theirs.messageId}/release`, {}),
      await owner.post(`${base}/messages/${theirs.messageId}/withhold`, {}),
      await owner.post(`${base}/read`, { upTo: theirs.messageId }),
      await owner.get(`${base}/messages?around=${theirs.messageId}`),
      await owner.get(`/api/templates?phoneNumberId=${theirs.numbers[0]}`),
    ];
    expect(refusals.map(refusal)).toEqual([
      [404, 'message_not_found'],
      [404, 'message_not_found'],
      [404, 'media_not_found'],
      [404, 'message_not_found'],
      [404, 'message_not_found'],
      [404, 'message_not_found'],
      [404, 'message_not_found'],
      [404, 'message_not_found'],
      [404, 'number_not_found'],
    ]);
  });

  it('one foreign number among one’s own refuses the whole request', async () => {
    const mixed = { phoneNumberIds: [bicycleNumber.id, ...theirs.numbers] };
    for (const path of ['check', 'subscribe', 'disconnect']) {
      expect(refusal(await owner.post(`${whatsapp}/${path}`, mixed))).toEqual([404, 'number_not_found']);
    }
    expect((await owner.status()).phoneNumbers[0]).toMatchObject({ id: bicycleNumber.id, isActive: true });
  });

  it('in the preview’s query are not found either', async () => {
    for (const query of [
      `phoneNumberIds=${theirs.numbers[0]}`,
      `phoneNumberIds=${bicycleNumber.id}&phoneNumberIds=${theirs.numbers[0]}`,
    ]) {
      expect(refusal(await owner.get(`${whatsapp}/disconnect/preview?${query}`))).toEqual([404, 'number_not_found']);
    }
    for (const query of ['phoneNumberIds=', 'phoneNumberIds=a', 'phoneNumberIds[$ne]=1&phoneNumberIds=,']) {
      expect(refusal(await owner.get(`${whatsapp}/disconnect/preview?${query}`))).toEqual([400, 'invalid_request']);
    }
  });

  it('are the same to the caller as ids that do not exist', async () => {
    const shown = ({ status, body }: Response) => ({ status, ...body, requestId: null });
    const foreign = await owner.get(`${whatsapp}/oauth/attempts/${theirs.attemptId}`);
    expect(shown(foreign)).toEqual(shown(await owner.get(`${whatsapp}/oauth/attempts/att_nothing`)));
    const member = await owner.send('delete', `/api/account/members/${theirs.userId}`);
    expect(shown(member)).toEqual(shown(await owner.send('delete', '/api/account/members/usr_nothing')));
    const number = await owner.post(`${whatsapp}/disconnect`, { phoneNumberIds: theirs.numbers });
    expect(shown(number)).toEqual(shown(await owner.post(`${whatsapp}/disconnect`, { phoneNumberIds: ['799'] })));
  });

  it('never appear in one’s own lists', async () => {
    const seen = [
      await owner.status(),
      (await owner.get('/api/account/members')).body,
      (await owner.get('/api/account/invitations')).body,
      (await owner.get('/api/auth/sessions')).body,
      (await owner.get('/api/settings/phone-numbers')).body,
      (await owner.get(`${whatsapp}/disconnect/preview`)).body,
      (await owner.post(`${whatsapp}/check`, {})).body,
      (await owner.get('/api/conversations')).body,
      (await owner.post('/api/conversations/search', { search: 'nobody' })).body,
      (await owner.post('/api/conversations/search', { search: seedCustomers.ana.waId })).body,
      (await owner.get(`/api/conversations?phoneNumberId=${theirs.numbers[0]}`)).body.conversations.length,
      (await owner.get('/api/inbox/changes?since=0')).body,
      (await owner.get('/api/inbox/summary')).body,
      (await owner.get('/api/notices')).body,
      (await owner.get('/api/quarantine')).body,
    ];
    const text = JSON.stringify(seen);
    const { conversationId, messageId, mediaId, ...rest } = theirs;
    const ids = [
      ...theirs.numbers,
      rest.userId,
      rest.attemptId,
      rest.wabaId,
      accountIdOf(victim),
      rest.invitationId,
      rest.sessionId,
    ];
    for (const id of [...ids, conversationId, messageId, mediaId, 'for nobody else']) {
      expect(text).not.toContain(id);
    }
  });

  it('cannot be given to an endpoint that takes the account from the session', async () => {
    const accountId = accountIdOf(victim);
    const body = { name: 'Taken over', accountId };
    expect(refusal(await owner.send('patch', '/api/account', body))).toEqual([400, 'invalid_request']);
    await owner.send('patch', `/api/account?accountId=${accountId}`, { name: 'Mine' });
    expect((await victim.get('/api/auth/me')).body.account.name).toBe(victim.signedIn?.account.name);
  });
});
