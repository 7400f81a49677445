import type { StatusReply } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { nextSteps } from './nextSteps';

const status = (connected: boolean): StatusReply => ({
  success: true,
  connected,
  state: connected ? 'connected' : 'not_connected',
  businessName: null,
  phoneNumbers: [],
  lastConnected: null,
  attempt: null,
  pendingAtMeta: [],
  may: { connect: true, reconnect: true, disconnect: true },
});

const doneOf = (steps: ReturnType<typeof nextSteps>) => steps.map((step) => [step.id, step.done]);

describe('what to do next', () => {
  it('begins with connecting', () => {
    expect(doneOf(nextSteps({ status: status(false), memberCount: 1, isOwner: true }))).toEqual([
      ['connect', false],
      ['team', false],
    ]);
  });

  it('counts a step only when there is evidence for it', () => {
    expect(doneOf(nextSteps({ status: status(true), memberCount: 2, isOwner: true }))).toEqual([
      ['connect', true],
      ['team', true],
    ]);
  });

  it('does not tell support staff to invite people, which they may not', () => {
    const steps = nextSteps({ status: status(false), memberCount: 2, isOwner: false });
    expect(steps.map((step) => step.id)).not.toContain('team');
  });
});
