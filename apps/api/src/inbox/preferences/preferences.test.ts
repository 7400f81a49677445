import type { TemplateDto } from '@switchboard/contracts';
import { messageChange, preferenceChange } from '@switchboard/meta-sandbox';
import { seedTemplates } from '@switchboard/meta-sandbox/seeds';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acmeNumber, bicycleNumber, metaFor } from '../../../test/deliveries.js';
import { type Business, newPerson, openInbox, startBusiness, type TestCustomer } from '../../../test/inbox.js';
import { minutes } from '../../platform/clock.js';

const phoneNumberId = acmeNumber.id;

let business: Business;
let marketing: { name: string; language: string; variables: Record<string, string> };
beforeAll(async () => {
  business = await startBusiness();
  const { body } = await business.owner.get(`/api/templates?phoneNumberId=${phoneNumberId}`);
  const found = body.templates.find(
    (one: TemplateDto) => one.category === 'MARKETING' && one.unusable === null && one.variables.length > 0,
  ) as TemplateDto;
  const variables = Object.fromEntries(found.variables.map(({ key }) => [key, 'x']));
  marketing = { name: found.name, language: found.language, variables };
});
afterAll(() => business.stop());

const settled = async (customer: TestCustomer) => {
  await business.settle();
  return business.with(customer);
};
const prefers = (customer: TestCustomer, value: 'stop' | 'resume', at?: number) =>
  business.api.sandbox.customerPrefers({
    customerId: customer.id,
    phoneNumberId,
    value,
    ...(at === undefined ? {} : { at }),
  });
const sendMarketing = (id: string, more: object = {}) =>
  business.owner.post(`/api/conversations/${id}/messages`, {
    clientId: crypto.randomUUID(),
    type: 'template',
    ...marketing,
    ...more,
  });
const notices = async () =>
  (await business.owner.get('/api/notices')).body.notices as { title: string; text: string }[];

describe('a customer who wants no marketing', () => {
  it('is shown as that, with the time, and told by name and which way', async () => {
    const customer = business.customer();
    business.writes(customer, 'Hello');
    await business.settle();
    prefers(customer, 'stop');
    const thread = await settled(customer);
    expect(thread.optOuts).toEqual([{ category: 'marketing_messages', since: expect.any(String) }]);
    const titles = async () => (await notices()).map(({ title }) => title);
    expect(await titles()).toContain(`${customer.name} wants no more marketing messages`);
    expect(await titles(), 'one wish is one notice').not.toContain('Customer preference');
    prefers(customer, 'resume', business.api.clock.now().getTime() + minutes(1));
    expect((await settled(customer)).optOuts).toEqual([]);
    expect(await titles()).toContain(`${customer.name} wants marketing messages again`);
  });

  it('is known to be one when the thread begins later', async () => {
    const customer = business.customer();
    prefers(customer, 'stop');
    await business.settle();
    expect((await business.inbox.conversations('?limit=100')).some((one) => one.customer.name === customer.name)).toBe(
      false,
    );
    business.writes(customer, 'Hello');
    expect((await settled(customer)).optOuts).toHaveLength(1);
  });

  it('is one by the last word of Meta’s clock, whatever comes last', async () => {
    const customer = business.customer();
    business.writes(customer, 'Hello');
    const now = business.api.clock.now().getTime();
    prefers(customer, 'stop', now - minutes(1));
    prefers(customer, 'resume', now - minutes(5));
    prefers(customer, 'stop', now - minutes(1));
    const thread = await settled(customer);
    expect(thread.optOuts).toEqual([
      { category: 'marketing_messages', since: new Date(Math.floor((now - minutes(1)) / 1000) * 1000).toISOString() },
    ]);
  });

  it('is asked about before a marketing template, and everything else is sent', async () => {
    const customer = business.customer();
    business.writes(customer, 'Hello');
    await business.settle();
    prefers(customer, 'stop');
    const { id } = await settled(customer);
    const refused = await sendMarketing(id);
    expect([refused.status, refused.body.code]).toEqual([409, 'marketing_opted_out']);
    expect(refused.body.details).toMatchObject({ since: expect.any(String) });
    const text = { clientId: crypto.randomUUID(), type: 'text', text: 'Your order is ready' };
    expect((await business.owner.post(`/api/conversations/${id}/messages`, text)).status).toBe(201);
    const utility = { clientId: crypto.randomUUID(), type: 'template', name: seedTemplates.sample, language: 'en_US' };
    expect((await business.owner.post(`/api/conversations/${id}/messages`, utility)).status).toBe(201);
    expect((await sendMarketing(id, { confirmOptOut: true })).status).toBe(201);
    await business.api.app.runDueSending();
    const last = (await settled(customer)).messages.at(-1);
    expect(last).toMatchObject({ status: 'failed', problem: { metaCode: 131050 } });
    const retry = `/api/conversations/${id}/messages/${last?.id}/retry`;
    const again = await business.owner.post(retry, { clientId: crypto.randomUUID() });
    expect([again.status, again.body.code]).toEqual([409, 'marketing_opted_out']);
  });

  it.each(['sync', 'async'] as const)('is learned from Meta’s refusal as well (%s)', async (windowError) => {
    const { sandbox } = business.api;
    const customer = business.customer();
    business.writes(customer, 'Hello');
    const { id } = await settled(customer);
    // Meta knows of it, and nobody has told us.
    sandbox.setWebhookTarget(null);
    prefers(customer, 'stop');
    await sandbox.webhooksIdle();
    sandbox.setWebhookTarget({ url: `${business.url}/api/webhooks/whatsapp` });
    sandbox.setWebhookDials({ windowError });
    expect((await sendMarketing(id)).status).toBe(201);
    await business.api.app.runDueSending();
    expect((await settled(customer)).optOuts).toHaveLength(1);
    expect((await sendMarketing(id)).body.code).toBe('marketing_opted_out');
  });

  it('of one account says nothing in another', async () => {
    const stranger = await business.api.owner();
    await stranger.connect(business.api.sandbox.issueCode({ wabaIds: [bicycleNumber.wabaId] }));
    const customer = business.customer();
    business.writes(customer, 'Hello');
    await business.settle();
    prefers(customer, 'stop');
    const { id } = await settled(customer);
    business.api.sandbox.customerWrites({
      customerId: customer.id,
      phoneNumberId: bicycleNumber.id,
      content: { type: 'text', body: 'Hello' },
    });
    await business.settle();
    expect(await openInbox(stranger).conversations()).toMatchObject([{ optOuts: [] }]);
    const theirs = await stranger.post(`/api/conversations/${id}/messages`, {
      ...{ clientId: crypto.randomUUID(), type: 'template', confirmOptOut: true },
      ...marketing,
    });
    expect([theirs.status, theirs.body.code]).toEqual([404, 'conversation_not_found']);
  });

  it.each([{ confirmOptOut: false }, { confirmOptOut: 'yes' }])('is not confirmed by %j', async (more) => {
    const customer = business.customer();
    business.writes(customer, 'Hello');
    const { id } = await settled(customer);
    expect((await sendMarketing(id, more)).status).toBe(400);
  });

  it('whose number goes to somebody else does not pass the wish on', async () => {
    const meta = metaFor(business.api, business.url);
    const customer = business.customer();
    const at = Math.floor(business.api.clock.now().getTime() / 1000);
    const preference = { wa_id: customer.waId, category: 'marketing_messages', value: 'stop', timestamp: at };
    await meta.deliver(
      preferenceChange({ number: acmeNumber, contacts: [], preferences: [{ ...preference, user_id: 'US.FORMER1' }] }),
    );
    business.writes(customer, 'I have this number now');
    expect((await settled(customer)).optOuts).toEqual([]);
  });

  it('stays the former owner’s when whoever has the number now says the opposite', async () => {
    const meta = metaFor(business.api, business.url);
    const { waId } = newPerson();
    const at = Math.floor(business.api.clock.now().getTime() / 1000) - 100;
    const says = (value: 'stop' | 'resume', timestamp: number, more: object) => {
      const preference = { wa_id: waId, category: 'marketing_messages', value, timestamp, ...more };
      return meta.deliver(preferenceChange({ number: acmeNumber, contacts: [], preferences: [preference] }));
    };
    const writes = (name: string, timestamp: number, more: { user_id?: string }) =>
      meta.deliver(
        messageChange({
          number: acmeNumber,
          contacts: [{ profile: { name }, wa_id: waId, ...more }],
          messages: [
            {
              ...{ from: waId, id: `wamid.PREF${waId}x${timestamp}`, timestamp: String(timestamp), type: 'text' },
              ...(more.user_id ? { from_user_id: more.user_id } : {}),
              text: { body: `${name} writes` },
            },
          ],
        }),
      );
    await says('stop', at + 10, {});
    await says('resume', at + 30, { user_id: 'US.PREF77' });
    await writes('Former owner', at, { user_id: 'US.PREF11' });
    await writes('New owner', at + 20, { user_id: 'US.PREF77' });
    await business.settle();
    const wishes = (await openInbox(business.owner).conversations())
      .filter(({ customer }) => customer.name?.endsWith(' owner'))
      .map(({ customer, optOuts }) => [customer.name, optOuts.length]);
    expect(wishes.sort()).toEqual([
      ['Former owner', 1],
      ['New owner', 0],
    ]);
  });
});
