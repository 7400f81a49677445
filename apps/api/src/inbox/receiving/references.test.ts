import { describe, expect, it } from 'vitest';
import { makeWamid } from '../../../test/wamids.js';
import type { ConversationRecord } from '../conversation.model.js';
import { inferDirection, isOtherForm } from './references.js';

const conversation = (id: string, ...addresses: string[]): ConversationRecord => ({
  _id: id,
  accountId: 'acc_1',
  phoneNumberId: '700',
  addresses,
  searchKey: '',
  lastActivityAt: new Date(0),
  unread: 0,
  revision: 1,
});
const form = (peer: string, over: { token?: string; isOurs?: boolean } = {}) =>
  makeWamid({ peer, token: 'T1', ...over });
const message = { wamid: form('5511987654321') };

describe('a wamid is the other form of a message’s own', () => {
  const both = conversation('cnv_1', 'w:5511987654321', 'u:BR.1');
  it.each([
    ['by the id that is known', 'BR.1', both],
    ['by the phone, written in the other way', '551187654321', both],
    ['by an id, where only the phone is known', 'BR.7', conversation('cnv_1', 'w:5511987654321')],
    ['by a portfolio’s id, which nobody knew', 'BR.ENT.7', both],
    ['by an id, where no address leads to the customer', 'BR.7', conversation('cnv_1', 'held:cnv_1')],
    ['while its conversation is not written yet', 'BR.7', undefined],
  ])('%s', (_how, peer, known) => {
    expect(isOtherForm(message, form(peer), known)).toBe(true);
  });

  it.each([
    ['another person’s id', form('BR.2'), both],
    ['another phone', form('15550190001'), both],
    ['another token', form('BR.1', { token: 'T2' }), both],
    ['the other direction', form('BR.1', { isOurs: true }), both],
    ['something opaque', 'wamid.TEST1', both],
  ])('but not with %s', (_what, wamid, known) => {
    expect(isOtherForm(message, wamid, known)).toBe(false);
  });

  it('also in another conversation, unless that is known to be with somebody else', () => {
    const byPhone = conversation('cnv_1', 'w:5511987654321');
    const at = (found: ConversationRecord) => isOtherForm(message, form('BR.1'), byPhone, () => found);
    expect(at(conversation('cnv_2', 'u:BR.1'))).toBe(true);
    expect(at(conversation('cnv_2', 'u:BR.1', 'w:5511000000000'))).toBe(false);
  });
});

describe('who wrote a message that is not here', () => {
  const contact = { waId: '551187654321', userId: 'BR.1', parentUserId: 'BR.ENT.1' };
  const own = '5215512345678';
  it.each([
    ['the customer’s number', { from: '551187654321' }, 'in'],
    ['the customer’s number, written in the other way', { from: '+5511987654321' }, 'in'],
    ['the customer’s id', { from: 'BR.1' }, 'in'],
    ['the customer’s id in the portfolio', { from: 'BR.ENT.1' }, 'in'],
    ['our number, written in the other way', { from: '525512345678' }, 'out'],
    ['an id that is not the customer’s', { from: 'MX.9' }, 'out'],
    ['somebody else’s number', { from: '15550190001' }, 'in'],
    ['nobody, and an id of the business', { repliesTo: form('BR.1', { isOurs: true }) }, 'out'],
    ['nobody, and an id of the customer', { repliesTo: form('BR.1') }, 'in'],
    ['nobody, and an opaque id', { repliesTo: 'wamid.TEST1' }, 'out'],
  ] as const)('is told by %s', (_what, context, direction) => {
    expect(inferDirection(context, contact, own)).toBe(direction);
  });
});
