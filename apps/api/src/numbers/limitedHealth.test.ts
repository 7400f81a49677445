import { describe, expect, it } from 'vitest';
import { checkStatus, type MetaAnswers } from './doctor/metaChecks.js';
import { evidenceIn } from './foundEvidence.js';
import { ladderOf } from './ladder.js';

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
  return ladderOf({ isActive: true, ...evidence }, at).find(({ rung }) => rung === 'sendable');
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
