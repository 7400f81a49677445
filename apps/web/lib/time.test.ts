import { describe, expect, it } from 'vitest';
import { exactTime, inLocalTime, relativeTime } from './time';

const now = Date.parse('2026-11-22T12:00:00.000Z');

describe('a time beside now', () => {
  it.each([
    ['2026-11-22T10:00:00.000Z', '2 hours ago'],
    ['2026-11-22T10:00:01.000Z', '1 hour ago'],
    ['2026-11-22T11:58:00.000Z', '2 minutes ago'],
    ['2026-11-22T11:59:30.000Z', 'just now'],
    ['2026-11-22T12:00:30.000Z', 'just now'],
    ['2026-11-22T12:05:00.000Z', 'in 5 minutes'],
    ['nonsense', 'at an unknown time'],
  ])('%s reads "%s"', (at, words) => {
    expect(relativeTime(at, now)).toBe(words);
  });

  it('can be read exactly', () => {
    expect(exactTime('2026-11-22T12:00:00.000Z')).toMatch(/^22 November 2026, \d\d:00:00$/);
    expect(exactTime('nonsense')).toBe('Unknown time');
  });
});

describe('times in a sentence of the API', () => {
  const local = exactTime('2026-11-22T12:05:00.000Z').slice(0, -3);

  it('are read in the reader’s own time zone', () => {
    expect(inLocalTime('It ends on 2026-11-22 12:05 UTC. Reconnect.')).toBe(`It ends on ${local}. Reconnect.`);
    expect(inLocalTime('Counted since 22 November 2026, 12:05 UTC.')).toBe(`Counted since ${local}.`);
    expect(inLocalTime('2026-11-22 12:05 UTC, 2026-11-22 12:05 UTC')).toBe(`${local}, ${local}`);
  });

  it('stay where they are none', () => {
    for (const text of ['2026-99-99 12:05 UTC', 'Months are counted in UTC.', '2026-11-22']) {
      expect(inLocalTime(text)).toBe(text);
    }
  });
});
