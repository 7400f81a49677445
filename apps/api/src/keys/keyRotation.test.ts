import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../test/harness.js';
import { movedWords } from './keyRotation.js';

it.each([
  [{ token: 1 }, 'One access token was'],
  [{ token: 2 }, '2 access tokens were'],
  [{ pin: 1 }, 'One PIN was'],
  [{ token: 1, pin: 1 }, 'One access token and one PIN were'],
  [{ token: 3, pin: 2 }, '3 access tokens and 2 PINs were'],
])('what moved is said in words: %j', (counts, words) => {
  expect(movedWords(counts)).toBe(words);
});

describe('what runs every minute', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.stop());

  it.each(['connectAttempts', 'phoneNumbers'])('does not read all that was ever kept: %s', async (name) => {
    const filters: Record<string, unknown>[] = [];
    api.connection.set('debug', (collection: string, method: string, filter: Record<string, unknown>) => {
      if (collection === name && method === 'find' && JSON.stringify(filter).match(/accessToken|undoToken/)) {
        filters.push(filter);
      }
    });
    await api.app.resealTokens();
    api.connection.set('debug', false);
    const held = filters.filter((filter) => name !== 'phoneNumbers' || 'undoToken' in filter);
    expect(held).toHaveLength(1);
    const plan = await api.connection
      .collection(name)
      .find(held[0] ?? {})
      .explain('queryPlanner');
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).toContain('IXSCAN');
  });
});
