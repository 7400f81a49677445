import { randomUUID } from 'node:crypto';
import type { ErrorCode, MessageDto } from '@switchboard/contracts';
import { faultOn, preferenceChange } from '@switchboard/meta-sandbox';
import { seedCustomers, seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import type { Response } from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, goodPassword } from '../test/client.js';
import { acmeNumber, became, bicycleNumber, type Meta, metaFor, newWamid, said } from '../test/deliveries.js';
import { endpoints, exampleProblems } from '../test/endpoints.js';
import { startApi, type TestApi } from '../test/harness.js';
import { listRoutes, type Route, toName } from '../test/routes.js';
import { statusOf } from './platform/errorHandler.js';

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
  ticketId: string;
};

interface IdKind {
  nobodys: string;
  theirs: () => unknown;
  /** How both are refused, where it is the first id that an endpoint is given. */
  refused: ErrorCode;
}
/** The ids that endpoints take, by their names in paths and bodies. */
const ids: Record<string, IdKind> = {
  userId: { nobodys: 'usr_nobody', theirs: () => theirs.userId, refused: 'not_found' },
  invitationId: { nobodys: 'inv_nobody', theirs: () => theirs.invitationId, refused: 'not_found' },
  sessionId: { nobodys: 'ses_nobody', theirs: () => theirs.sessionId, refused: 'not_found' },
  passkeyId: { nobodys: 'pky_nobody', theirs: () => theirs.passkeyId, refused: 'not_found' },
  attemptId: { nobodys: 'att_nobody', theirs: () => theirs.attemptId, refused: 'not_found' },
  handoverId: { nobodys: 'hov_nobody', theirs: () => theirs.handoverId, refused: 'not_found' },
  state: { nobodys: 'a-state', theirs: () => theirs.state, refused: 'state_not_yours' },
  phoneNumberId: { nobodys: '799', theirs: () => theirs.numbers[0], refused: 'number_not_found' },
  phoneNumberIds: { nobodys: '799', theirs: () => theirs.numbers, refused: 'number_not_found' },
  wabaId: { nobodys: '999', theirs: () => theirs.wabaId, refused: 'not_found' },
  conversationId: { nobodys: 'cnv_nobodys', theirs: () => theirs.conversationId, refused: 'conversation_not_found' },
  messageId: { nobodys: 'msg_nobodys', theirs: () => theirs.messageId, refused: 'message_not_found' },
  ticketId: { nobodys: 'upt_nobody', theirs: () => theirs.ticketId, refused: 'upload_ticket_invalid' },
  mediaId: { nobodys: 'med_nobodys', theirs: () => theirs.mediaId, refused: 'media_not_found' },
};
const refusedOtherwise: Record<string, ErrorCode> = { 'POST /api/settings/phone-numbers': 'number_in_use' };
/** What an endpoint asks for before it looks at an id. */
const besideIds = (): Record<string, unknown> => ({ accessToken: theirs.token, currentPassword: goodPassword });
/** Made by the browser, and Meta's own. */
const idsOfOthers = ['clientId', 'metaSessionId'];

/** The names of the ids that an endpoint takes: in its path, then in its body. */
function idsIn(endpoint: string, body: object = {}): string[] {
  const inPath = [...endpoint.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const inBody = Object.keys(body).filter((field) => /Ids?$/.test(field) || field === 'state');
  return [...inPath, ...inBody.filter((field) => !idsOfOthers.includes(field))];
}

/** A conversation of the one who tries, to name foreign messages and files in. */
let ownConversationId: string;
const clientId = () => randomUUID();

beforeAll(async () => {
  api = await startApi({ env: { OPERATOR_TOKEN: 'operator-token-of-the-tests-0123456789' } });
  routes = listRoutes(api.app.handler);
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
  const findConversation = async (client: Client) => (await client.get('/api/conversations')).body.conversations[0].id;
  const conversationId = await findConversation(victim);
  ownConversationId = await findConversation(owner);
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
    ticketId: (await victim.post('/api/media/tickets', { type: 'application/pdf', size: 1_000 })).body.ticketId,
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
const getAccountId = (client: Client) => client.signedIn?.account.accountId ?? '';
const refusal = (response: Response) => [response.status, response.body.code];
const call = (client: Client, { method, path }: Route, given: Record<string, unknown>, body?: unknown) => {
  const address = path.replace(/:(\w+)/g, (_all, name: string) => String(given[name] ?? `no-${name}-given`));
  return client.send(method, address, body);
};

describe('the table of endpoints', () => {
  it('names every endpoint of the running app, and none that is not there', () => {
    expect(Object.keys(endpoints).sort()).toEqual(routes.map(toName).sort());
  });

  it('has an example for each body that is read, and each of them fits', () => {
    expect(exampleProblems()).toEqual([]);
  });
});

describe('who may use an endpoint', () => {
  const nobodys = Object.fromEntries(Object.entries(ids).map(([name, { nobodys: id }]) => [name, id]));
  const byRole = ['not_signed_in', 'session_ended', 'owner_only', 'forbidden'];
  const each = Object.entries(endpoints).map(([name, endpoint]) => ({ name, ...endpoint }));
  const toRoute = (name: string): Route => {
    const route = routes.find((candidate) => toName(candidate) === name);
    if (!route) throw new Error(`${name} is not there`);
    return route;
  };

  it.each(each)('$name: $who', async ({ name, who, body }) => {
    const route = toRoute(name);
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
      expect((await call(api.client(), toRoute(name), nobodys, { nonsense: true })).status).toBe(refused);
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
          .find({ accountId: getAccountId(victim) })
          .toArray(),
      ),
    );
    return JSON.stringify([rows, await api.connection.collection('secondFactors').find().toArray()]);
  };

  it.each(['identityFacts', 'conversationRedirects', 'strays', 'preferences'])(
    'have something to hide in %s',
    async (name) => {
      const ofVictim = { accountId: getAccountId(victim) };
      expect(await api.connection.collection(name).countDocuments(ofVictim)).toBeGreaterThan(0);
    },
  );

  const withIds = Object.entries(endpoints).filter(
    ([name, { who, body }]) => who !== 'anyone' && who !== 'operator' && idsIn(name, body).length > 0,
  );

  it('are tried on every endpoint with an id in its path or body', () => {
    const unknown = withIds.flatMap(([name, { body }]) =>
      idsIn(name, body).flatMap((id) => (id in ids ? [] : [`${name}: nothing is known of ${id}`])),
    );
    expect(unknown).toEqual([]);
    expect(withIds.length).toBeGreaterThan(30);
  });

  it.each(withIds)(
    'on %s: refused, nothing told, nothing changed, Meta not asked to change anything',
    async (name, { body: example }) => {
      const foreign = Object.fromEntries(Object.entries(ids).map(([id, kind]) => [id, kind.theirs()]));
      const given = { ...foreign, ...besideIds() };
      const body =
        example && Object.fromEntries(Object.entries(example).map(([field, value]) => [field, given[field] ?? value]));
      const refused = refusedOtherwise[name] ?? ids[idsIn(name, example)[0] ?? '']?.refused ?? 'not_found';
      const route = routes.find((candidate) => toName(candidate) === name);
      if (!route) throw new Error(`${name} is not there`);
      const before = await everything();
      const writesBefore = api.sandbox.calls().filter((made) => made.method !== 'GET').length;
      const response = await call(owner, route, foreign, body);
      expect(refusal(response)).toEqual([statusOf[refused], refused]);
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
      getAccountId(victim),
      rest.invitationId,
      rest.sessionId,
    ];
    for (const id of [...ids, conversationId, messageId, mediaId, 'for nobody else']) {
      expect(text).not.toContain(id);
    }
  });

  it('cannot be given to an endpoint that takes the account from the session', async () => {
    const accountId = getAccountId(victim);
    const body = { name: 'Taken over', accountId };
    expect(refusal(await owner.send('patch', '/api/account', body))).toEqual([400, 'invalid_request']);
    await owner.send('patch', `/api/account?accountId=${accountId}`, { name: 'Mine' });
    expect((await victim.get('/api/auth/me')).body.account.name).toBe(victim.signedIn?.account.name);
  });
});
