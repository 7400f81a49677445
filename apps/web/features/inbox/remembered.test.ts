import { describe, expect, it } from 'vitest';
import { firstChoice, listChoice, withDraft, withDraftMoved } from './remembered';

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

describe('a draft in a conversation that becomes part of another', () => {
  it('goes with it, after what was written there', () => {
    expect(withDraftMoved({ cnv_1: 'Dear' }, 'cnv_1', 'cnv_2')).toEqual({ cnv_2: 'Dear' });
    expect(withDraftMoved({ cnv_1: 'second', cnv_2: 'first' }, 'cnv_1', 'cnv_2')).toEqual({ cnv_2: 'first\nsecond' });
    const none = { cnv_2: 'first' };
    expect(withDraftMoved(none, 'cnv_1', 'cnv_2')).toBe(none);
  });
});

describe('the list that was chosen', () => {
  it('is the one that was stored', () => {
    const chosen = { ...firstChoice, phoneNumberId: '700', waiting: true, order: 'window' as const };
    expect(listChoice.parse(JSON.parse(JSON.stringify(chosen)))).toEqual(chosen);
  });

  it('is also found as older versions stored it', () => {
    const stored = { phoneNumberId: null, unreadOnly: true, order: 'newest' };
    expect(listChoice.parse(stored)).toEqual({ ...firstChoice, unread: true });
    expect(listChoice.parse({ ...stored, unreadOnly: false, waitingOnly: true })).toMatchObject({ waiting: true });
  });

  it('has nothing that cannot be asked for', () => {
    expect(listChoice.parse({ phoneNumberId: 'a', moon: true, order: 'newest' })).toEqual(firstChoice);
    expect(listChoice.safeParse({ order: 'oldest' }).success).toBe(false);
  });
});
