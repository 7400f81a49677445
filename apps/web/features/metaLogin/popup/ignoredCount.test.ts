import { cancelConnectRequest, ignoredAtMost } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { countIgnored } from './ignoredCount';

describe('what a login ignored', () => {
  it('is counted by reason', () => {
    const count = countIgnored();
    for (const reason of ['origin', 'window', 'origin', 'malformed', 'too_large'] as const) count.add(reason);
    expect(count.told()).toEqual({ ignored: { origin: 2, window: 1, malformed: 1, too_large: 1 } });
  });

  it('is not mentioned where nothing was', () => {
    expect(countIgnored().told()).toEqual({});
  });

  it('is taken by the API however often it came', () => {
    const count = countIgnored();
    for (let times = 0; times < ignoredAtMost + 5; times++) count.add('origin');
    expect(count.told()).toEqual({ ignored: { origin: ignoredAtMost } });
    expect(cancelConnectRequest.safeParse({ state: 's', reason: 'closed', ...count.told() }).success).toBe(true);
  });
});
