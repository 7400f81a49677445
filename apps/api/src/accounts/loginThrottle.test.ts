import { describe, expect, it } from 'vitest';
import { createLoginThrottle } from './loginThrottle.js';

describe('the login throttle', () => {
  it('lets the tries of one place through one after the other, and those of others meanwhile', async () => {
    const turn = createLoginThrottle({ stepMs: 20 });
    const order: string[] = [];
    const go = async (key: string, name: string, over: number) => {
      await turn(key, over);
      order.push(name);
    };
    await Promise.all([go('a', 'a1', 10), go('a', 'a2', 10), go('b', 'b1', 1)]);
    expect(order).toEqual(['b1', 'a1', 'a2']);
  });

  it('refuses those behind too many, and is free again afterwards', async () => {
    const turn = createLoginThrottle({ stepMs: 1, maxWaiting: 3 });
    const turns = Array.from({ length: 5 }, () => turn('a', 1));
    const ends = await Promise.allSettled(turns);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected']);
    await expect(turn('a', 1)).resolves.toBeUndefined();
  });

  it('refuses when too many wait in all', async () => {
    const turn = createLoginThrottle({ stepMs: 1, maxWaitingInAll: 2 });
    const ends = await Promise.allSettled([turn('a', 1), turn('b', 1), turn('c', 1)]);
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  });
});
