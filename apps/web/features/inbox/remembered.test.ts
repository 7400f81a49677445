import { describe, expect, it } from 'vitest';
import { withDraft } from './remembered';

describe('drafts', () => {
  it('are kept by conversation, and forgotten when empty', () => {
    const one = withDraft({}, 'cnv_1', 'Dear');
    expect(withDraft(one, 'cnv_2', 'Hi')).toEqual({ cnv_1: 'Dear', cnv_2: 'Hi' });
    expect(withDraft(one, 'cnv_1', '  ')).toEqual({});
  });

  it('make room for new ones', () => {
    let drafts = {};
    for (let index = 0; index < 250; index += 1) drafts = withDraft(drafts, `cnv_${index}`, 'x');
    expect(Object.keys(drafts).length).toBe(200);
    expect(drafts).toHaveProperty('cnv_249');
  });
});
