import { cancelConnectRequest, ignoredAtMost } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { countIgnored } from './ignoredCount';

describe('what a login ignored', () => {
  it('is counted by reason', () => {
    const count = countIgnored();
    for (const reason of ['origin', 'window', 'origin', 'malformed', 'too_large'] as const) count.add(reason);
    expect(count.toField()).toEqual({ ignored: { origin: 2, window: 1, malformed: 1, too_large: 1 } });
  });

  it('is not mentioned where nothing was', () => {
    expect(countIgnored().toField()).toEqual({});
  });

  it('is taken by the API however often it came', () => {
    const count = countIgnored();
    for (let times = 0; times < ignoredAtMost + 5; times++) count.add('origin');
    expect(count.toField()).toEqual({ ignored: { origin: ignoredAtMost } });
    expect(cancelConnectRequest.safeParse({ state: 's', reason: 'closed', ...count.toField() }).success).toBe(true);
  });
});
