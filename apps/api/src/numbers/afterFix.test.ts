import type { NumberDto, RungName } from '@switchboard/contracts';
import { faultOn } from '@switchboard/meta-sandbox';
import { seedNumbers, seedWabas } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Client } from '../../test/client.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { minutes } from '../platform/clock.js';

const quietWaba = seedWabas.quietHarbour.id;
const quiet = seedNumbers.quietHarbour.id;
let api: TestApi;
let owner: Client;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  owner = await api.owner();
  await owner.connect(api.sandbox.issueCode({ wabaIds: [quietWaba] }));
  api.clock.advance(minutes(1));
  await owner.refresh();
  await owner.post('/api/integrations/whatsapp/check', {});
  api.clock.advance(minutes(1));
});
afterEach(async () => {
  await api.app.drainEvents();
  await api.connection.collection('phoneNumbers').deleteMany({});
  api.sandbox.reset();
});

const at = (what: string) => `/api/integrations/whatsapp/numbers/${quiet}/${what}`;
const number = async (): Promise<NumberDto> => {
  const [found] = (await owner.status()).phoneNumbers;
  if (!found) throw new Error('the number is gone');
  return found;
};
const rung = async (name: RungName) => (await number()).ladder.find((one) => one.rung === name);
const cannotSend = () =>
  expect.objectContaining({ verdict: 'bad', evidence: expect.stringMatching(/nothing be sent/) });
const plannedAt = async () =>
  (await api.connection.collection('phoneNumbers').findOne({ phoneNumberId: quiet }))?.nextCheckAt as Date;

describe('what a fix changed is asked again by itself', () => {
  it('a number registered by the button no longer says that it cannot send', async () => {
    expect(await rung('sendable')).toEqual(cannotSend());
    const { status, body } = await owner.post(at('register'), {});
    expect(status).toBe(200);
    const shown = (body.phoneNumber as NumberDto).ladder.find((one) => one.rung === 'sendable');
    expect(shown).toMatchObject({ verdict: 'unknown', fix: 'send_test' });
    expect(await rung('sendable')).toEqual(shown);
  });

  it('and once more a little later, when Meta knows it everywhere', async () => {
    await owner.post(at('register'), {});
    expect(await plannedAt()).toEqual(expect.any(Date));
    expect((await plannedAt()).getTime()).toBeLessThanOrEqual(api.clock.now().getTime() + minutes(2));
  });

  it('a number whose owner brought the code back', async () => {
    api.sandbox.world.updateNumber(quiet, { codeVerificationStatus: 'NOT_VERIFIED' });
    await owner.post(at('verification'), { method: 'SMS' });
    const code = api.sandbox.world.number(quiet)?.verificationCode ?? '';
    api.sandbox.world.updateNumber(quiet, { qualityRating: 'YELLOW' });
    expect((await owner.post(at('verification/confirm'), { code })).status).toBe(200);
    expect(await number()).toMatchObject({ quality: 'MEDIUM' });
    expect((await rung('registered'))?.fix).toBe('register');
  });

  it('webhooks that were switched on again', async () => {
    api.sandbox.world.updateNumber(quiet, { platformType: 'CLOUD_API', status: 'CONNECTED' });
    expect(await rung('sendable')).toEqual(cannotSend());
    expect((await owner.post('/api/integrations/whatsapp/subscribe', {})).status).toBe(200);
    expect(await rung('sendable')).not.toEqual(cannotSend());
  });

  it('a rest that was ended', async () => {
    const now = () => api.clock.now().getTime();
    await owner.post('/api/integrations/whatsapp/disconnect', { phoneNumberIds: [quiet], way: 'pause' });
    await api.connection.collection('phoneNumbers').updateOne({ phoneNumberId: quiet }, { $unset: { checkedAt: 1 } });
    expect((await owner.post('/api/integrations/whatsapp/resume', { phoneNumberIds: [quiet] })).status).toBe(200);
    await expect
      .poll(async () => (await plannedAt())?.getTime() ?? Number.POSITIVE_INFINITY)
      .toBeLessThanOrEqual(now());
  });

  it('a login that is new: what was said before it is not said of it', async () => {
    expect(await rung('sendable')).toEqual(cannotSend());
    await owner.connect(api.sandbox.issueCode({ wabaIds: [quietWaba] }));
    expect(await rung('sendable')).not.toEqual(cannotSend());
  });

  it('a Meta that does not answer then takes nothing from the fix', async () => {
    const down = { kind: 'error', code: 2, isTransient: true } as const;
    api.sandbox.faults.add(faultOn('{phone}', down, { method: 'GET', times: Number.POSITIVE_INFINITY }));
    expect((await owner.post(at('register'), {})).status).toBe(200);
    expect(await rung('registered')).toMatchObject({ verdict: 'good' });
  });
});
