import { type AlertsReply, alertsReply } from '@switchboard/contracts';
import { seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { acmeNumber } from '../../test/deliveries.js';
import { type Business, startBusiness } from '../../test/inbox.js';
import { minutes } from '../platform/clock.js';

let business: Business;
let owner: Client;
let support: Client;
let stranger: Client;

beforeAll(async () => {
  business = await startBusiness();
  ({ owner } = business);
  support = await owner.invite('support');
  stranger = await business.api.owner();
});
afterAll(() => business.stop());
afterEach(async () => {
  business.api.sandbox.setWebhookDials({ duplicate: 1 });
  await business.api.app.drainEvents();
  await business.api.connection.collection('alerts').deleteMany({});
  await business.api.connection.collection('alertSettings').deleteMany({});
});

const read = async (client: Client): Promise<AlertsReply> => {
  await client.refresh();
  return alertsReply.parse((await client.get('/api/alerts')).body);
};
async function tell(field: string, value: Record<string, unknown>, wabaId = acmeNumber.wabaId): Promise<void> {
  await business.api.sandbox.accountEvent({ wabaId, field, value: value as never });
  await business.settle();
  await business.api.app.drainEvents();
}
const violation = { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'ALCOHOL' } };

describe('news of Meta', () => {
  it('are told to the account that holds the numbers, and to no other', async () => {
    await business.api.app.drainEvents();
    await business.api.connection.collection('alerts').deleteMany({});
    await tell('account_update', violation);
    expect((await read(owner)).alerts).toMatchObject([
      { kind: 'account_event', tone: 'warn', title: 'Policy violation', phoneNumberId: null, seen: false },
    ]);
    expect(await read(stranger)).toMatchObject({ alerts: [], unseen: 0 });
  });

  it('are told once, however often Meta delivers them', async () => {
    business.api.sandbox.setWebhookDials({ duplicate: 3 });
    await tell('account_update', violation);
    expect((await read(owner)).alerts).toHaveLength(1);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['a check finds', 'phone_number_quality_update', { event: 'FLAGGED' }],
    ['concern templates', 'message_template_status_update', { event: 'APPROVED' }],
  ])('that %s are not told beside that', async (_what, field, value) => {
    await tell(field, value);
    expect((await read(owner)).alerts).toEqual([]);
  });

  it('of lost access are told once a number, by what it means for it', async () => {
    await tell('account_update', { event: 'PARTNER_APP_UNINSTALLED' });
    const { alerts } = await read(owner);
    expect(alerts.map(({ kind }) => kind)).toEqual(['access_lost', 'access_lost']);
    expect(new Set(alerts.map(({ phoneNumberId }) => phoneNumberId)).size).toBe(2);
  });

  it('about a WhatsApp account that nobody holds are told to nobody', async () => {
    await tell('account_update', violation, '900100200399');
    expect(await business.api.connection.collection('alerts').countDocuments()).toBe(0);
  });
});

describe('a number that was connected', () => {
  it('is news to colleagues, and none to whoever did it', async () => {
    const connects = await business.api.owner();
    const colleague = await connects.invite('support');
    await connects.connect(business.api.sandbox.issueCode({ wabaIds: [seedWabas.acmeEvents.id] }));
    await business.api.app.drainEvents();
    expect(await read(connects)).toMatchObject({ unseen: 0, alerts: [{ kind: 'connected', seen: true }] });
    expect(await read(colleague)).toMatchObject({ unseen: 1, alerts: [{ kind: 'connected', seen: false }] });
  });
});

describe('what has been seen', () => {
  it('is each person’s own, and what comes later is new again', async () => {
    await tell('account_update', violation);
    expect(await read(owner)).toMatchObject({ unseen: 1, alerts: [{ seen: false }] });
    const { body } = await owner.post('/api/alerts/seen');
    expect(body).toMatchObject({ success: true, unseen: 0, alerts: [{ seen: true }] });
    expect(await read(support)).toMatchObject({ unseen: 1, alerts: [{ seen: false }] });

    business.api.clock.advance(minutes(1));
    await tell('security', { event: 'PIN_CHANGED' });
    expect(await read(owner)).toMatchObject({ unseen: 1, alerts: [{ seen: false }, { seen: true }] });
  });
});

describe('e-mail', () => {
  it('is on for owners and off for support staff until they choose, each for themselves', async () => {
    expect([(await read(owner)).email, (await read(support)).email]).toEqual([true, false]);
    await owner.send('patch', '/api/alerts', { email: false });
    await support.send('patch', '/api/alerts', { email: true });
    expect([(await read(owner)).email, (await read(support)).email]).toEqual([false, true]);
  });

  it.each([[{}], [{ email: 'yes' }], [{ email: true, userId: 'usr_other' }], [[]], [null]])(
    'is not switched by %j',
    async (body) => {
      await owner.refresh();
      expect((await owner.send('patch', '/api/alerts', body)).status).toBe(400);
      expect((await read(owner)).email).toBe(true);
    },
  );
});
