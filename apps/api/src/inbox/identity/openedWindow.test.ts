import { describe, expect, it } from 'vitest';
import type { Names } from './facts.js';
import { type Changed, type Inbound, isByAnswered, lastThatOpens } from './openedWindow.js';

const [p, p2, p3] = ['15550190001', '15550190002', '15550190003'];
const to = (waId?: string, userId?: string, ...more: string[]) => ({
  waId,
  userId,
  addresses: [...(waId ? [`w:${waId}`] : []), ...(userId ? [`u:${userId}`] : []), ...more],
});
const inbound = (at: number, peer?: Names): Inbound => ({ at, peer });
const changed = (at: number, who: Names, becomes: Names): Changed => ({ at, who, becomes });
/** The time of what opens the 24 hours, the same from both ends of the lists. */
function opens(all: Inbound[], changes: Changed[], answered: ReturnType<typeof to>): number | null {
  const one = lastThatOpens(all, changes, answered)?.at ?? null;
  expect(lastThatOpens(all.toReversed(), changes.toReversed(), answered)?.at ?? null).toBe(one);
  return one;
}

describe('the 24 hours of where answers go', () => {
  it('are opened by any of its names, a phone in either spelling, and by what was stored before names were kept', () => {
    expect(opens([inbound(1, { waId: p }), inbound(2, { userId: 'US.1' })], [], to(p, 'US.1'))).toBe(2);
    expect(opens([inbound(1, { waId: '541155550001' })], [], to('5491155550001'))).toBe(1);
    expect(opens([inbound(1, { userId: 'US.1' }), inbound(2)], [], to(p, 'US.1'))).toBe(2);
    expect(isByAnswered({ userId: 'US.7', parentUserId: 'US.ENT.1' }, to(p, 'DE.7', 'u:US.ENT.1'))).toBe(true);
  });

  it('are not opened by a number that is another person’s by now', () => {
    const all = [inbound(1, { waId: p, userId: 'US.1' }), inbound(5, { waId: p })];
    expect(opens(all, [], to(undefined, 'US.1'))).toBe(1);
  });

  it('are not lent by a thread that is the same person’s by somebody’s word alone', () => {
    expect(opens([inbound(1, { userId: 'US.1' }), inbound(5, { waId: p3 })], [], to(p, 'US.1'))).toBe(1);
    expect(opens([inbound(5, { waId: p3 })], [], to(p, 'US.1'))).toBeNull();
  });

  it('are carried over by a change of number or id, with every name that stood beside the old one', () => {
    const anna = [inbound(1, { waId: p, userId: 'US.1' }), inbound(3, { userId: 'US.1' })];
    expect(opens(anna, [changed(4, { waId: p }, { waId: p2, userId: 'US.2' })], to(p2, 'US.2'))).toBe(3);
    expect(opens(anna, [changed(4, { userId: 'US.1' }, { waId: p2, userId: 'US.2' })], to(p2, 'US.2'))).toBe(3);
    expect(opens(anna, [changed(4, {}, { waId: p2, userId: 'US.2' })], to(p2, 'US.2'))).toBe(3);
  });

  it('are not carried over from what was written by the old number after the change', () => {
    const all = [inbound(1, { waId: p }), inbound(9, { waId: p })];
    expect(opens(all, [changed(4, { waId: p }, { waId: p2 })], to(p2))).toBe(1);
  });

  it('are carried through a chain, and a circle ends', () => {
    const chain = [changed(2, { waId: p }, { waId: p2 }), changed(4, { waId: p2 }, { waId: p3 })];
    expect(opens([inbound(1, { waId: p })], chain, to(p3))).toBe(1);
    expect(opens([inbound(3, { waId: p })], chain, to(p3))).toBeNull();
    const circle = [...chain, changed(6, { waId: p3 }, { waId: p })];
    expect(opens([inbound(3, { waId: p2 })], circle, to(p))).toBe(3);
  });
});
