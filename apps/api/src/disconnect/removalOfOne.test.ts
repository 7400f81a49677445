import { type NumberDto, noticesReply } from '@switchboard/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { acmeNumber, secondNumber } from '../../test/deliveries.js';
import { type Business, startBusiness } from '../../test/inbox.js';
import { readHostedEvent } from '../connect/hosted/hostedEvent.js';

let business: Business;
let owner: Client;
beforeAll(async () => {
  business = await startBusiness();
});
afterAll(() => business.stop());
beforeEach(async () => {
  await business.api.connection.collection('phoneNumbers').deleteMany({});
  owner = await business.api.owner();
  await owner.connect(business.api.sandbox.issueCode());
  business.api.clock.advance(5_000);
});
afterEach(async () => {
  await business.api.connection.collection('notices').deleteMany({});
  business.api.sandbox.reset();
});

const { wabaId } = acmeNumber;
const numbersNow = async (): Promise<Record<string, NumberDto>> =>
  Object.fromEntries((await owner.status()).phoneNumbers.map((number) => [number.phoneNumberId, number]));
const statesNow = async () => {
  const numbers = await numbersNow();
  return [numbers[acmeNumber.id]?.state, numbers[secondNumber.id]?.state];
};
/** As Meta says that a number shared with the phone leaves: no `waba_info`, and the number beside the event. */
async function leaves(event: string, phone: unknown) {
  const info = { disconnection_info: { reason: 'ACCOUNT_DISCONNECTED', initiated_by: 'USER' } };
  const value = { event, phone_number: phone, ...info };
  const at = business.api.clock.now().getTime();
  await business.api.sandbox.accountEvent({ wabaId, field: 'account_update', value: value as never, at });
  await business.settle();
  await business.api.app.drainEvents();
}
/** Which numbers Meta was asked about by themselves since. */
function watchingCalls() {
  const before = business.api.sandbox.calls().length;
  return () =>
    new Set(
      business.api.sandbox
        .calls()
        .slice(before)
        .filter(({ edge }) => edge === '{phone}')
        .map(({ phoneId }) => phoneId),
    );
}
async function findEvidence(phoneNumberId: string) {
  return business.api.connection.collection('phoneNumbers').findOne({ phoneNumberId });
}

describe('one phone of two that leaves', () => {
  it.each([
    ['PARTNER_REMOVED', 'token'],
    ['ACCOUNT_OFFBOARDED', 'registration'],
  ])('%s marks that number alone, and Meta is asked about the other', async (event, evidence) => {
    const asked = watchingCalls();
    await leaves(event, acmeNumber.digits);
    expect(await statesNow()).toEqual(['needs_attention', 'connected']);
    expect((await findEvidence(acmeNumber.id))?.[evidence]).toMatchObject({ problem: { event } });
    expect(asked()).toContain(secondNumber.id);
    const alerts = await business.api.connection
      .collection('alerts')
      .find({ accountId: owner.signedIn?.account.accountId, tone: 'bad' })
      .toArray();
    expect(alerts.map(({ phoneNumberId }) => phoneNumberId)).toEqual([acmeNumber.id]);
    const { notices } = noticesReply.parse((await owner.get('/api/notices')).body);
    expect(notices).toMatchObject([{ phoneNumberId: acmeNumber.id }]);
  });

  it('is found however its digits are written', async () => {
    await leaves('PARTNER_REMOVED', '+1 (555) 010-0001');
    expect(await statesNow()).toEqual(['connected', 'needs_attention']);
  });

  it('what Meta answers about the other is what is said of it', async () => {
    for (const { token } of business.api.sandbox.tokens()) business.api.sandbox.revokeToken(token, 463);
    await leaves('PARTNER_REMOVED', acmeNumber.digits);
    const numbers = await numbersNow();
    expect(numbers[secondNumber.id]?.ladder[0]).toMatchObject({ verdict: 'bad', fix: 'reconnect' });
  });

  it('that comes back is asked about', async () => {
    await leaves('ACCOUNT_OFFBOARDED', acmeNumber.digits);
    business.api.clock.advance(5_000);
    await leaves('ACCOUNT_RECONNECTED', acmeNumber.digits);
    expect(await statesNow()).toEqual(['connected', 'connected']);
  });

  it('and a disconnect of the other can still be taken back', async () => {
    const pressed = await owner.post('/api/integrations/whatsapp/disconnect', { phoneNumberIds: [secondNumber.id] });
    expect(pressed.status).toBe(200);
    business.api.clock.advance(5_000);
    await leaves('PARTNER_REMOVED', acmeNumber.digits);
    expect((await numbersNow())[secondNumber.id]?.undoUntil).not.toBeNull();
    await leaves('PARTNER_REMOVED', secondNumber.digits);
    expect((await numbersNow())[secondNumber.id]?.undoUntil).toBeNull();
  });
});

describe('an event that names no number that is held here', () => {
  it.each([['15550999999'], [15550999999], [{ $ne: 1 }], ['no digits'], [['1']]])(
    '%j marks none, and Meta is asked about all',
    async (phone) => {
      const asked = watchingCalls();
      await leaves('PARTNER_REMOVED', phone);
      expect(await statesNow()).toEqual(['connected', 'connected']);
      expect(asked()).toContain(acmeNumber.id);
      expect(asked()).toContain(secondNumber.id);
    },
  );

  it('nothing in its place means the whole account, as before', async () => {
    await leaves('PARTNER_REMOVED', '');
    expect(await statesNow()).toEqual(['needs_attention', 'needs_attention']);
  });
});

it('a sign-up on Meta’s page is not gone because one phone has left', () => {
  const of = (value: object) =>
    readHostedEvent({ field: 'account_update', event: 'PARTNER_REMOVED', value: { ...value } });
  expect(of({ phone_number: acmeNumber.digits })).toBeNull();
  expect(of({})).toEqual({ kind: 'gone' });
});
