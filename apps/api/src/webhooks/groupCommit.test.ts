import { describe, expect, it } from 'vitest';
import { createGroupCommit } from './groupCommit.js';

const delivery = (id: string) => ({ id, receivedAt: new Date(0), body: Buffer.from(id) });

/** A store whose writes end when the test says so. */
function startCommit() {
  const writes: { ids: string[]; end: (error?: Error) => void }[] = [];
  const commit = createGroupCommit(
    (batch) =>
      new Promise<void>((resolve, reject) => {
        writes.push({ ids: batch.map(({ id }) => id), end: (error) => (error ? reject(error) : resolve()) });
      }),
    (error) => error instanceof Error && error.message === 'outage',
  );
  return { commit, writes };
}

describe('deliveries that wait at one moment', () => {
  it('share the next write, while the first one is under way', async () => {
    const { commit, writes } = startCommit();
    const [first, second, third] = ['a', 'b', 'c'].map((id) => commit.add(delivery(id)));
    expect(writes.map(({ ids }) => ids)).toEqual([['a']]);
    writes[0]?.end();
    await first;
    expect(writes.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c']]);
    expect(commit.oldestId()).toBe('b');
    writes[1]?.end();
    await Promise.all([second, third]);
    expect(commit.oldestId()).toBeUndefined();
  });

  it('are refused together in an outage, and one by one otherwise', async () => {
    const { commit, writes } = startCommit();
    const first = commit.add(delivery('a'));
    const second = commit.add(delivery('b'));
    writes[0]?.end(new Error('refused'));
    await expect(first).rejects.toThrow('refused');
    expect(writes.map(({ ids }) => ids)).toEqual([['a'], ['b']]);
    const third = commit.add(delivery('c'));
    writes[1]?.end(new Error('outage'));
    await expect(second).rejects.toThrow('outage');
    await expect(third).rejects.toThrow('outage');
    expect(writes).toHaveLength(2);
    expect(commit.oldestId()).toBeUndefined();
  });
});
