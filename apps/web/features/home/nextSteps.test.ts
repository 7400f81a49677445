import type { NumberDto, StatusReply } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { nextSteps } from './nextSteps';

const number = (heard: 'good' | 'waiting'): NumberDto => ({
  id: '1',
  phoneNumberId: '1',
  wabaId: '100',
  wabaName: null,
  businessName: null,
  displayPhone: '+1 555 010 0001',
  displayName: 'Acme',
  isActive: true,
  state: 'connected',
  qualityRating: null,
  quality: 'NOT_RATED',
  verifiedAt: null,
  lastVerified: null,
  connectedAt: '2026-11-22T10:00:00.000Z',
  disconnectedAt: null,
  tokenExpiresAt: null,
  ladder: [{ rung: 'heard', verdict: heard, at: null, evidence: '', next: null, fix: null }],
});

const status = (phoneNumbers: NumberDto[]): StatusReply => ({
  success: true,
  connected: phoneNumbers.length > 0,
  state: phoneNumbers.length > 0 ? 'connected' : 'not_connected',
  businessName: null,
  phoneNumbers,
  lastConnected: null,
  attempt: null,
  pendingAtMeta: [],
  may: { connect: true, reconnect: true, disconnect: true },
});

const doneOf = (steps: ReturnType<typeof nextSteps>) => steps.map((step) => [step.id, step.done]);

describe('what to do next', () => {
  it('begins with connecting', () => {
    expect(doneOf(nextSteps({ status: status([]), memberCount: 1, isOwner: true }))).toEqual([
      ['connect', false],
      ['heard', false],
      ['team', false],
    ]);
  });

  it('names the number to write to once there is one', () => {
    const steps = nextSteps({ status: status([number('waiting')]), memberCount: null, isOwner: true });
    expect(steps[1]?.text).toContain('+1 555 010 0001');
  });

  it('counts a step only when there is evidence for it', () => {
    const steps = nextSteps({ status: status([number('good')]), memberCount: 2, isOwner: true });
    expect(doneOf(steps)).toEqual([
      ['connect', true],
      ['heard', true],
      ['team', true],
    ]);
  });

  it('does not tell support staff to invite people, which they may not', () => {
    const steps = nextSteps({ status: status([]), memberCount: 2, isOwner: false });
    expect(steps.map((step) => step.id)).not.toContain('team');
  });
});
