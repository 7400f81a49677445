import type { ConnectionHistoryEntry } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { durationWords, historyText, stoppedWords } from './historyWords';

describe('a duration', () => {
  it('is as exact as it matters', () => {
    expect([420, 12_300, 60_000, 125_000].map(durationWords)).toEqual(['0.4 s', '12 s', '1 min', '2 min 5 s']);
  });
});

describe('where an attempt stopped', () => {
  it('is a step of ours, or a screen of Meta’s', () => {
    expect(stoppedWords('webhooks')).toBe('Subscribe to messages');
    expect(stoppedWords('Meta’s window')).toBe('Meta’s window');
    expect(stoppedWords('PHONE_NUMBER_SETUP')).toBe('Meta’s screen “phone number setup”');
  });
});

describe('an entry for support', () => {
  const entry: ConnectionHistoryEntry = {
    id: 'e1',
    kind: 'attempt',
    at: '2026-11-24T10:00:00.000Z',
    by: 'Ada Lovelace',
    title: 'Connecting failed',
    text: 'Meta did not switch on its webhooks.',
    phoneNumberIds: ['700100200300'],
    durationMs: 2_100,
    fbtraceId: 'AbC',
    attempt: {
      attemptId: 'att_1',
      flow: 'redirect',
      phase: 'partial',
      stoppedAt: 'webhooks',
      code: 'subscription_failed',
      steps: [{ name: 'code', state: 'done', at: '2026-11-24T10:00:01.000Z', problem: null }],
    },
  };

  it('has everything support asks for', () => {
    expect(historyText(entry).split('\n')).toEqual([
      'Connecting failed',
      'Meta did not switch on its webhooks.',
      'When: 2026-11-24T10:00:00.000Z',
      'Who: Ada Lovelace',
      'How long: 2.1 s',
      'Numbers: 700100200300',
      'Attempt: att_1 (redirect), partial',
      'Stopped at: webhooks',
      'Code: subscription_failed',
      '- Exchange Meta’s login code: done (2026-11-24T10:00:01.000Z)',
      'Meta’s trace: AbC',
    ]);
  });
});
