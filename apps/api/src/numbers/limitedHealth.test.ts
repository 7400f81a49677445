import { checkNumbersReply, doctorReply } from '@switchboard/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acmeNumber } from '../../test/deliveries.js';
import { startApi, type TestApi } from '../../test/harness.js';
import { checkStatus, type MetaAnswers } from './doctor/metaChecks.js';
import { evidenceIn } from './foundEvidence.js';
import { toLadder } from './ladder.js';

const at = new Date('2026-11-30T12:00:00Z');
const name = 'Your display name has not been approved yet. Your message limit will increase after it is.';
const node = { id: '700', displayPhoneNumber: '+1 555', status: 'CONNECTED', qualityRating: 'GREEN' };
/** As Meta answers for a number that is limited: sentences, and no errors. */
const health = (additionalInfo: string[]) => ({
  canSendMessage: 'LIMITED',
  entities: [
    { type: 'PHONE_NUMBER', id: '700', canSendMessage: 'LIMITED', errors: [], additionalInfo },
    { type: 'APP', id: '300', canSendMessage: 'AVAILABLE', errors: [], additionalInfo: ['Nothing to say.'] },
  ],
});
const sendable = (additionalInfo: string[]) => {
  const { evidence } = evidenceIn(
    { health: { ok: true, value: health(additionalInfo) } },
    { at, kept: {}, appId: '300' },
  );
  return toLadder({ isActive: true, ...evidence }, at).find(({ rung }) => rung === 'sendable');
};
const doctor = (additionalInfo: string[]) =>
  checkStatus({
    node: { ok: true, value: node },
    health: { ok: true, value: health(additionalInfo) },
  } as unknown as MetaAnswers);

describe('a number that Meta limits', () => {
  it('says Meta’s own reason on the ladder', () => {
    expect(sendable([name])?.evidence).toBe(
      `No message sent from here has been delivered yet. Meta limits what it may send. ${name}`,
    );
  });

  it('says it in the doctor', () => {
    expect(doctor([name])).toMatchObject({ verdict: 'good', cause: `The number (LIMITED): ${name}` });
  });

  it('says so where Meta gives no reason', () => {
    expect(doctor([])).toMatchObject({ cause: 'The number (LIMITED): Meta gives no reason.' });
    expect(sendable([])?.evidence).toMatch(/Meta limits what it may send\.$/);
  });

  it('is not flooded by what Meta says', () => {
    const many = Array.from({ length: 50 }, (_, index) => `${index} ${'x'.repeat(5_000)}`);
    expect((sendable(many)?.evidence ?? '').length).toBeLessThan(2_000);
    expect((doctor(many).cause ?? '').length).toBeLessThan(1_000);
  });
});

describe('a number that Meta limits, asked over HTTP', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  it('says Meta’s reason on the ladder after the check, and in the doctor', async () => {
    const owner = await api.owner();
    await owner.connect(api.sandbox.issueCode({ wabaIds: [acmeNumber.wabaId] }));
    api.sandbox.world.updateNumber(acmeNumber.id, { nameStatus: 'DECLINED' });
    const phoneNumberIds = [acmeNumber.id];
    const reason =
      'The display name of the phone number has not been approved yet. ' +
      'Wait for the review, or choose another display name.';

    const { phoneNumbers } = checkNumbersReply.parse(
      (await owner.post('/api/integrations/whatsapp/check', { phoneNumberIds })).body,
    );
    const findSendable = (numbers: typeof phoneNumbers) =>
      numbers
        .find(({ phoneNumberId }) => phoneNumberId === acmeNumber.id)
        ?.ladder.find(({ rung }) => rung === 'sendable');
    for (const shown of [phoneNumbers, (await owner.status()).phoneNumbers]) {
      expect(findSendable(shown)?.evidence).toContain(`Meta limits what it may send. ${reason}`);
    }

    const { reports } = doctorReply.parse(
      (await owner.post('/api/integrations/whatsapp/doctor', { phoneNumberIds })).body,
    );
    const finding = reports[0]?.findings.find(({ check }) => check === 'number_status');
    expect(finding).toMatchObject({ verdict: 'good', cause: expect.stringContaining(`(LIMITED): ${reason}`) });

    api.sandbox.world.updateNumber(acmeNumber.id, { nameStatus: 'APPROVED' });
    const after = checkNumbersReply.parse(
      (await owner.post('/api/integrations/whatsapp/check', { phoneNumberIds })).body,
    );
    expect(findSendable(after.phoneNumbers)?.evidence).not.toContain('limits');
  });
});
