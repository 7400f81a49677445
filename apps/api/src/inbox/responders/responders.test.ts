import type { ConversationDto, MessageDto } from '@switchboard/contracts';
import { faultOn } from '@switchboard/meta-sandbox';
import { seedTemplates } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../test/client.js';
import { acmeNumber, bicycleNumber } from '../../../test/deliveries.js';
import { type Business, openInbox, readText, startBusiness, type TestCustomer } from '../../../test/inbox.js';
import { hours, minutes } from '../../platform/clock.js';

const phoneNumberId = acmeNumber.id;

let business: Business;
/** Somebody of another account, with a number of its own. */
let stranger: Client;
beforeAll(async () => {
  business = await startBusiness();
  stranger = await business.api.owner();
  await stranger.connect(business.api.sandbox.issueCode({ wabaIds: [bicycleNumber.wabaId] }));
});
afterAll(() => business.stop());
afterEach(() => {
  const { sandbox } = business.api;
  sandbox.setRouting(phoneNumberId, { agentIsOn: false, isConfigured: false, ourRoles: ['customer_service'] });
  sandbox.faults.clear();
  sandbox.setWebhookDials({ duplicate: 1 });
});

const agentOn = (ourRoles: ('customer_service' | 'escalation')[] = ['customer_service'], isConfigured = true) =>
  business.api.sandbox.setRouting(phoneNumberId, { agentIsOn: true, isConfigured, ourRoles });
const with_ = async (customer: TestCustomer) => {
  await business.settle();
  return business.with(customer);
};
const answers = (customer: TestCustomer, body: string) =>
  business.api.sandbox.otherAnswers({ customerId: customer.id, phoneNumberId, content: { type: 'text', body } });
const handedOver = (customer: TestCustomer, summary?: string) =>
  business.api.sandbox.handOver({
    customerId: customer.id,
    phoneNumberId,
    role: 'customer_service',
    ...(summary === undefined ? {} : { summary }),
  });
const control = (id: string, action: unknown, client = business.owner) =>
  client.post(`/api/conversations/${id}/thread-control`, { action });
const said = (messages: readonly MessageDto[]) => messages.map((one) => [one.origin, readText(one)]);
const sends = async (conversation: ConversationDto, text: string) => {
  const clientId = crypto.randomUUID();
  const answer = await business.owner.post(`/api/conversations/${conversation.id}/messages`, {
    clientId,
    type: 'text',
    text,
  });
  await business.api.app.runDueSending();
  return answer;
};

describe('a conversation that Meta’s agent answers', () => {
  it('appears with both sides, marked, and says who answers', async () => {
    agentOn();
    const customer = business.customer();
    business.writes(customer, 'Where is my order?');
    answers(customer, 'Which one?');
    await handedOver(business.customer());
    const thread = await with_(customer);
    expect(said(thread.messages)).toEqual([
      ['customer', 'Where is my order?'],
      ['other_app', 'Which one?'],
    ]);
    expect(thread.messages.map(({ standby }) => standby)).toEqual([true, true]);
    expect(thread.messages[1]).toMatchObject({ direction: 'out', status: 'delivered', author: null });
    expect(thread.responder).toMatchObject({ who: 'other_app' });
  });

  it('is nothing to read for the team, and the window is the customer’s all the same', async () => {
    agentOn();
    const customer = business.customer();
    business.writes(customer, 'Hello?');
    const thread = await with_(customer);
    expect(thread.unread).toBe(0);
    expect(thread.windowClosesAt).not.toBeNull();
    expect((await business.inbox.markRead(thread.id)).status).toBe(200);
  });

  it('is the agent’s by name once a hand-over says so, also what it said before', async () => {
    agentOn();
    const customer = business.customer();
    business.writes(customer, 'Where is my order?');
    answers(customer, 'Which one?');
    await business.settle();
    await handedOver(customer, 'Asks about order 77');
    const thread = await with_(customer);
    expect(said(thread.messages)).toEqual([
      ['customer', 'Where is my order?'],
      ['meta_agent', 'Which one?'],
      ['meta_agent', 'handover'],
    ]);
    expect(thread.messages[2]?.content).toMatchObject({
      from: { who: 'meta_agent', role: 'ai_agent' },
      to: { who: 'us', role: 'customer_service' },
      summary: 'Asks about order 77',
    });
  });

  it('has its name in the list as well, also when the hand-over is told late', async () => {
    agentOn();
    const customer = business.customer();
    business.writes(customer, 'Where is my order?');
    answers(customer, 'Which one?');
    expect((await with_(customer)).lastMessage).toMatchObject({ preview: 'Which one?', sentBy: 'other_app' });
    const at = business.api.clock.now().getTime() - minutes(30);
    await business.api.sandbox.handOver({ customerId: customer.id, phoneNumberId, role: 'ai_agent', at });
    const thread = await with_(customer);
    expect(thread.lastMessage).toMatchObject({ preview: 'Which one?', sentBy: 'meta_agent' });
    expect(thread.responder).toMatchObject({ who: 'meta_agent' });
  });

  it('that is handed to us is to be read, with the agent’s summary', async () => {
    agentOn();
    const customer = business.customer();
    business.writes(customer, 'I want a person');
    await business.settle();
    await handedOver(customer, 'Wants a person');
    const thread = await with_(customer);
    expect(thread).toMatchObject({
      unread: 1,
      lastMessage: { kind: 'handover', preview: 'Handed over to you: Wants a person' },
      responder: { who: 'us', backTo: 'ai_agent', summary: { text: 'Wants a person' } },
    });
    const read = await business.inbox.markRead(thread.id);
    expect(read.body.conversation.unread).toBe(0);
    business.writes(customer, 'Are you there?');
    const after = await with_(customer);
    expect(after.unread).toBe(1);
    expect(after.messages.at(-1)).toMatchObject({ standby: false });
  });

  it('is there with its summary also when nothing of it was seen before', async () => {
    agentOn();
    const customer = business.customer();
    await handedOver(customer, 'Bought two bicycles');
    await business.settle();
    const [thread] = (await business.inbox.conversations('?unread=true')).filter(
      (one) => one.customer.phone === `+${customer.waId}`,
    );
    expect(thread?.responder).toMatchObject({ who: 'us', summary: { text: 'Bought two bicycles' } });
    business.writes(customer, 'Hello');
    expect((await with_(customer)).responder?.summary?.text).toBe('Bought two bicycles');
  });

  it('shows the summary that comes beside the customer’s next message', async () => {
    agentOn();
    const customer = business.customer();
    business.writes(customer, 'Hello');
    await business.settle();
    await business.api.sandbox.handOver({
      customerId: customer.id,
      phoneNumberId,
      role: 'customer_service',
      summary: 'Asks for a refund',
      summaryPlace: 'beside',
    });
    business.writes(customer, 'So?');
    expect((await with_(customer)).responder).toMatchObject({ who: 'us', summary: { text: 'Asks for a refund' } });
  });

  it('is nobody’s after 24 hours without a word', async () => {
    agentOn();
    const customer = business.customer();
    const at = business.api.clock.now().getTime() - hours(25);
    business.writes(customer, 'Yesterday', { at });
    const { responder } = await with_(customer);
    expect(new Date(responder?.idleAt ?? 0) <= business.api.clock.now()).toBe(true);
  });

  it('is told once, however often Meta says it', async () => {
    agentOn();
    business.api.sandbox.setWebhookDials({ duplicate: 3 });
    const customer = business.customer();
    business.writes(customer, 'Where is my order?');
    answers(customer, 'Which one?');
    await handedOver(customer, 'Asks about order 77');
    const thread = await with_(customer);
    expect(thread.messages).toHaveLength(3);
    expect(thread.unread).toBe(1);
  });
});

describe('one message that comes as standby and to us', () => {
  it.each(['standby', 'messages'] as const)('is one, and ours to answer, with %s first', async (first) => {
    const { sandbox } = business.api;
    const customer = business.customer();
    sandbox.setRouting(phoneNumberId, { agentIsOn: first === 'standby', isConfigured: true });
    const wamid = business.writes(customer, 'Said once');
    await business.settle();
    expect((await business.with(customer)).unread).toBe(first === 'standby' ? 0 : 1);
    const as = first === 'standby' ? 'messages' : 'standby';
    await sandbox.retell({ customerId: customer.id, phoneNumberId, as, wamids: [wamid] });
    const thread = await with_(customer);
    expect(thread.messages).toMatchObject([{ standby: false, origin: 'customer' }]);
    expect(thread).toMatchObject({ unread: 1 });
    expect(thread.responder?.who ?? 'us').toBe('us');
  });

  it('of the agent is one as well, and never ours', async () => {
    const { sandbox } = business.api;
    agentOn();
    const customer = business.customer();
    business.writes(customer, 'Hello');
    const wamid = answers(customer, 'I am the agent');
    await business.settle();
    await sandbox.retell({ customerId: customer.id, phoneNumberId, as: 'standby', wamids: [wamid] });
    const thread = await with_(customer);
    expect(said(thread.messages)).toEqual([
      ['customer', 'Hello'],
      ['other_app', 'I am the agent'],
    ]);
  });
});

describe('taking over', () => {
  it('makes the conversation ours at Meta’s answer, and is written down', async () => {
    agentOn(['customer_service', 'escalation']);
    const customer = business.customer();
    business.writes(customer, 'Help');
    const thread = await with_(customer);
    const answer = await control(thread.id, 'take');
    expect(answer.status).toBe(200);
    expect(answer.body.conversation.responder).toMatchObject({ who: 'us' });
    expect(business.api.sandbox.threadOwner({ customerId: customer.id, phoneNumberId })).toMatchObject({
      responder: 'us',
    });
    const after = await with_(customer);
    // Meta tells of what we did ourselves, or does not: it is one line.
    expect(after.messages.filter(({ content }) => content.kind === 'handover')).toMatchObject([
      { direction: 'out', author: { userId: business.owner.signedIn?.user.userId }, content: { to: { who: 'us' } } },
    ]);
    expect(after.responder).toMatchObject({ who: 'us' });
    expect((await sends(after, 'A person here')).status).toBe(201);
    expect((await with_(customer)).messages.at(-1)).toMatchObject({
      status: expect.stringMatching(/sent|delivered|read/),
    });
    const audit = await business.owner.get('/api/account/audit?action=conversation.taken');
    expect(audit.body.entries).toMatchObject([
      { actor: { userId: business.owner.signedIn?.user.userId }, phoneNumberId },
    ]);
  });

  it('is refused in words where another one escalates (2494191), and changes nothing', async () => {
    agentOn(['customer_service']);
    const customer = business.customer();
    business.writes(customer, 'Help');
    const thread = await with_(customer);
    const answer = await control(thread.id, 'take');
    expect([answer.status, answer.body.code]).toEqual([409, 'take_over_refused']);
    expect(answer.body.message).toMatch(/Answer with a template/);
    expect((await with_(customer)).responder).toMatchObject({ who: thread.responder?.who });
    // A template needs no taking over.
    const clientId = crypto.randomUUID();
    const template = { clientId, type: 'template', name: seedTemplates.sample, language: 'en_US' };
    expect((await business.owner.post(`/api/conversations/${thread.id}/messages`, template)).status).toBe(201);
    await business.api.app.runDueSending();
    expect((await with_(customer)).responder?.who).not.toBe('us');
  });

  it('happens by itself where nothing is set up: answering takes over', async () => {
    agentOn(['customer_service'], false);
    const customer = business.customer();
    business.writes(customer, 'Help');
    answers(customer, 'I am an agent');
    const thread = await with_(customer);
    expect(thread.responder?.who).toBe('other_app');
    await sends(thread, 'And I am a person');
    const after = await with_(customer);
    expect(after.responder).toMatchObject({ who: 'us' });
  });

  it('is told in words when Meta takes no free message from whoever does not answer', async () => {
    agentOn();
    const customer = business.customer();
    business.writes(customer, 'Help');
    const thread = await with_(customer);
    expect((await sends(thread, 'Me too')).status).toBe(201);
    const after = await with_(customer);
    expect(after.messages.at(-1)).toMatchObject({
      status: 'failed',
      problem: {
        metaCode: 2494191,
        title: 'Somebody else answers this customer',
        message: expect.stringMatching(/template/),
      },
    });
    expect(after.responder?.who).not.toBe('us');
  });

  it('is not possible with a conversation of another account: 404', async () => {
    const customer = business.customer();
    business.writes(customer, 'Hello');
    const { id } = await with_(customer);
    for (const action of ['take', 'hand_back']) {
      const answer = await control(id, action, stranger);
      expect([answer.status, answer.body.code]).toEqual([404, 'conversation_not_found']);
    }
    expect((await business.with(customer)).responder).toBeNull();
  });

  it.each([undefined, null, 'block', 7, { $ne: 1 }])('takes no other action: %j', async (action) => {
    const customer = business.customer();
    business.writes(customer, 'Hello');
    const { id } = await with_(customer);
    expect((await control(id, action)).status).toBe(400);
  });
});

describe('handing back', () => {
  it('passes to the role that had it before', async () => {
    agentOn();
    const customer = business.customer();
    business.writes(customer, 'A person, please');
    await business.settle();
    await handedOver(customer);
    const thread = await with_(customer);
    const answer = await control(thread.id, 'hand_back');
    expect(answer.status).toBe(200);
    expect(answer.body.conversation.responder).toMatchObject({ who: 'meta_agent', role: 'ai_agent' });
    const owner = business.api.sandbox.threadOwner({ customerId: customer.id, phoneNumberId });
    expect(owner).toMatchObject({ responder: 'meta_business_agent' });
    // Also once Meta has told of it.
    expect((await with_(customer)).responder).toMatchObject({ who: 'meta_agent' });
    expect((await control(thread.id, 'hand_back')).body.code).toBe('nothing_to_hand_back');
  });

  it('lets it go where nobody had it before, which no webhook tells', async () => {
    agentOn(['customer_service'], false);
    const customer = business.customer();
    business.writes(customer, 'Hello');
    const thread = await with_(customer);
    await sends(thread, 'A person answers');
    const answer = await control(thread.id, 'hand_back');
    expect(answer.body.conversation.responder).toMatchObject({ who: 'nobody' });
    expect(business.api.sandbox.threadOwner({ customerId: customer.id, phoneNumberId })).toBeNull();
  });

  it('of what is not ours does nothing', async () => {
    const customer = business.customer();
    business.writes(customer, 'Hello');
    const { id } = await with_(customer);
    const answer = await control(id, 'hand_back');
    expect([answer.status, answer.body.code]).toEqual([409, 'nothing_to_hand_back']);
  });

  it('that Meta cannot answer leaves everything as it was', async () => {
    agentOn();
    const customer = business.customer();
    business.writes(customer, 'A person, please');
    await business.settle();
    await handedOver(customer);
    const thread = await with_(customer);
    business.api.sandbox.faults.add(faultOn('{phone}/thread_control', { kind: 'error', code: 2 }));
    expect((await control(thread.id, 'hand_back')).status).toBe(502);
    expect((await with_(customer)).responder).toMatchObject({ who: 'us' });
  });
});

describe('the number', () => {
  it('is known to have others who answer, once a hand-over was told, and the doctor says so', async () => {
    const check = async () => {
      const report = await business.owner.post('/api/integrations/whatsapp/doctor', {
        phoneNumberIds: [phoneNumberId],
      });
      return report.body.reports[0].findings.find(({ check: name }: { check: string }) => name === 'responders');
    };
    agentOn();
    const customer = business.customer();
    business.writes(customer, 'Hello');
    await business.settle();
    await handedOver(customer);
    await business.settle();
    const { body } = await business.owner.get('/api/integrations/whatsapp/status');
    const number = body.phoneNumbers.find((one: { phoneNumberId: string }) => one.phoneNumberId === phoneNumberId);
    expect(Date.parse(number.handoversSeenAt)).toBeGreaterThan(Date.now() - minutes(10));
    expect(await check()).toMatchObject({
      verdict: 'good',
      result: expect.stringMatching(/last hand-over was to this inbox/),
    });
  });

  it('of somebody else is not', async () => {
    expect(await openInbox(stranger).conversations()).toEqual([]);
    const { body } = await stranger.get('/api/integrations/whatsapp/status');
    expect(body.phoneNumbers[0].handoversSeenAt).toBeNull();
  });
});
