import type { NumberDto, RungName, StatusReply } from '@switchboard/contracts';
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
  may: { connect: true, reconnect: true, disconnect: true, revoke: true, handOver: true },
  signup: { popup: false, sdkUrl: null, appId: '300100', graphVersion: 'v26.0', loginOptions: null },
});

const listDone = (steps: ReturnType<typeof nextSteps>) => steps.map((step) => [step.id, step.done]);

describe('what to do next', () => {
  it('begins with connecting', () => {
    expect(listDone(nextSteps({ status: status(false), memberCount: 1, mayInvite: true }))).toEqual([
      ['connect', false],
      ['team', false],
    ]);
  });

  it('counts a step only when there is evidence for it', () => {
    expect(listDone(nextSteps({ status: status(true), memberCount: 2, mayInvite: true }))).toEqual([
      ['connect', true],
      ['receive', false],
      ['team', true],
    ]);
  });

  it('goes on to the first message and the first answer, each by its proof', () => {
    const proven = (...rungs: RungName[]): StatusReply => {
      const ladder = rungs.map((rung) => ({ rung, verdict: 'good', at: null, evidence: '', next: null, fix: null }));
      return { ...status(true), phoneNumbers: [{ ladder } as NumberDto] };
    };
    const steps = (...rungs: RungName[]) =>
      listDone(nextSteps({ status: proven(...rungs), memberCount: 1, mayInvite: false }));
    expect(steps('heard')).toEqual([
      ['connect', true],
      ['receive', true],
      ['answer', false],
    ]);
    expect(steps('heard', 'sendable').at(-1)).toEqual(['answer', true]);
  });

  it('says reconnect where the access to every number was lost', () => {
    const ladder = [{ rung: 'authorised', verdict: 'bad', at: null, evidence: 'Gone.', next: null, fix: 'reconnect' }];
    const phoneNumbers = [{ isActive: true, pausedAt: null, displayPhone: '+1', ladder } as unknown as NumberDto];
    const [first] = nextSteps({ status: { ...status(false), phoneNumbers }, memberCount: 1, mayInvite: false });
    expect([first?.title, first?.link?.words]).toEqual(['Reconnect WhatsApp', 'Reconnect']);
  });

  it('does not ask for a login where a number is saved and lacks something else', () => {
    const ladder = [{ rung: 'registered', verdict: 'bad', at: null, evidence: 'No.', next: null, fix: 'register' }];
    const phoneNumbers = [{ isActive: true, pausedAt: null, displayPhone: '+1', ladder } as unknown as NumberDto];
    const [first] = nextSteps({ status: { ...status(false), phoneNumbers }, memberCount: 1, mayInvite: false });
    expect(first).toMatchObject({ title: 'Finish connecting WhatsApp', done: false, link: { words: 'Open' } });
    expect(first?.text).not.toContain('Log in');
  });

  it('does not tell support staff to invite people, which they may not', () => {
    const steps = nextSteps({ status: status(false), memberCount: 2, mayInvite: false });
    expect(steps.map((step) => step.id)).not.toContain('team');
  });
});
