import type { NoticeDto } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { pickNotices } from './pickNotices';

const notice = (id: string, wabaId: string, phoneNumberId: string | null, at: string): NoticeDto => ({
  id,
  wabaId,
  phoneNumberId,
  at,
  tone: 'info',
  title: id,
  text: '',
  code: null,
});

describe('the notices of a number', () => {
  it('are its own and those of its WhatsApp account, the latest first', () => {
    const all = [
      notice('own', '100', '7', '2026-11-01T00:00:00.000Z'),
      notice('sibling', '100', '8', '2026-11-03T00:00:00.000Z'),
      notice('account', '100', null, '2026-11-02T00:00:00.000Z'),
      notice('other account', '200', null, '2026-11-04T00:00:00.000Z'),
    ];
    expect(pickNotices({ phoneNumberId: '7', wabaId: '100' }, all).map(({ id }) => id)).toEqual(['account', 'own']);
  });
});
