import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { marketingStoppedAt, type Preference, withPreferences } from './optOut.js';

const at = (second: number) => new Date(Date.UTC(2026, 10, 30, 12, 0, second));
const said = (value: Preference['value'], second: number): Preference => ({
  category: 'marketing_messages',
  value,
  at: at(second),
});

describe('what a customer wants', () => {
  it('is what was said last by Meta’s clock', () => {
    expect(marketingStoppedAt(withPreferences(undefined, [said('resume', 5), said('stop', 2)]))).toBeNull();
    expect(marketingStoppedAt(withPreferences(undefined, [said('stop', 7), said('resume', 5)]))).toEqual(at(7));
  });

  it('is no marketing, of two wishes within one second', () => {
    expect(marketingStoppedAt(withPreferences(undefined, [said('stop', 1), said('resume', 1)]))).toEqual(at(1));
    expect(marketingStoppedAt(withPreferences(undefined, [said('resume', 1), said('stop', 1)]))).toEqual(at(1));
  });

  it('is each category’s own', () => {
    const held = withPreferences(undefined, [{ ...said('stop', 1), category: 'newsletter' }]);
    expect(marketingStoppedAt(held)).toBeNull();
  });

  it('is the same in whatever order it is told, and however often', () => {
    const wish = fc.record({
      category: fc.constantFrom('marketing_messages', 'newsletter'),
      value: fc.constantFrom('stop' as const, 'resume' as const),
      at: fc.integer({ min: 0, max: 4 }).map(at),
    });
    fc.assert(
      fc.property(fc.array(wish), (wishes) => {
        const held = withPreferences(undefined, wishes);
        expect(withPreferences(undefined, wishes.toReversed())).toEqual(held);
        expect(withPreferences(held, wishes)).toBe(held);
      }),
    );
  });
});
