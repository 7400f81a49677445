import { describe, expect, it } from 'vitest';
import { daysAreInOrder, toAuditQuery } from './auditWords';

describe('the filter of the audit log', () => {
  it('leaves out what is not chosen', () => {
    expect(toAuditQuery({})).toEqual({});
    expect(toAuditQuery({ action: 'pin.revealed', userId: '', from: '2026-11-01' }, 'c 1')).toEqual({
      action: 'pin.revealed',
      from: '2026-11-01',
      before: 'c 1',
    });
  });

  it('knows days that are the wrong way round', () => {
    expect(daysAreInOrder({ from: '2026-11-02', to: '2026-11-01' })).toBe(false);
    expect(daysAreInOrder({ from: '2026-11-01', to: '2026-11-01' })).toBe(true);
    expect(daysAreInOrder({ to: '2026-11-01' })).toBe(true);
  });
});
