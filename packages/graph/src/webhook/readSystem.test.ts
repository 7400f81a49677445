import { describe, expect, it } from 'vitest';
import { readParts } from '../../test/webhookFixture.js';

const tell = (system: object | undefined, who: object = {}, contacts?: unknown) => {
  const message = { id: 'wamid.S', timestamp: '1795000000', type: 'system', system, ...who };
  const [update] = readParts({ contacts, messages: [message] });
  return update;
};
const readChange = (...said: Parameters<typeof tell>) => {
  const update = tell(...said);
  if (update?.kind !== 'message' || update.message.content.type !== 'system') throw new Error('Expected a change');
  const { metaType: _metaType, body: _body, type: _type, ...change } = update.message.content;
  return { contact: update.contact, ...change };
};
const changedId = (parts: object) => ({ type: 'user_changed_user_id', body: 'Ana changed', ...parts });
const changedNumber = (parts: object) => ({ type: 'user_changed_number', body: 'Ana changed', ...parts });

describe('a customer with another id', () => {
  const oneToTwo = {
    contact: { userId: 'US.1' },
    event: 'user_id_changed',
    previousUserId: 'US.1',
    newUserId: 'US.2',
  };

  it('is named by the old id only, without a sender and without contacts', () => {
    expect(readChange(changedId({ previous_user_id: 'US.1', user_id: 'US.2' }))).toEqual(oneToTwo);
  });

  it('is named with their parents', () => {
    const system = changedId({
      ...{ previous_user_id: 'US.1', user_id: 'US.2' },
      ...{ previous_parent_user_id: 'US.ENT.1', parent_user_id: 'US.ENT.2' },
    });
    expect(readChange(system)).toEqual({
      ...oneToTwo,
      contact: { userId: 'US.1', parentUserId: 'US.ENT.1' },
      previousParentUserId: 'US.ENT.1',
      newParentUserId: 'US.ENT.2',
    });
  });

  it.each([
    ['by the sentence only', { body: 'User Ana changed from US.1 to US.2' }, { from: '' }],
    ['by a sentence with a full stop', { body: 'User Ana changed from US.1 to US.2.' }, {}],
    [
      'by the end of the sentence, whatever the person is called',
      { body: 'User x changed from US.8 to US.9 changed from US.1 to US.2' },
      {},
    ],
    ['by a sender who has the old id', { user_id: 'US.2' }, { from_user_id: 'US.1' }],
    ['by a sender who has the new id', { user_id: 'US.2', previous_user_id: 'US.1' }, { from_user_id: 'US.2' }],
    ['by a sender who alone has the new id', { previous_user_id: 'US.1' }, { from_user_id: 'US.2' }],
    [
      'by a sender who has the new id, and the sentence',
      { user_id: 'US.2', body: 'User Ana changed from US.1 to US.2' },
      { from_user_id: 'US.2' },
    ],
    ['by ids in the places of numbers', { wa_id: 'US.2' }, { from: 'US.1' }],
    ['by a type that came later', { type: 'user_got_another_id', previous_user_id: 'US.1', user_id: 'US.2' }, {}],
  ])('is told %s', (_how, system, who) => {
    expect(readChange(changedId(system), who)).toEqual(oneToTwo);
  });

  it('has the number that they wrote from before and after', () => {
    const system = changedId({ previous_user_id: 'US.1', user_id: 'US.2', wa_id: '15550100001' });
    expect(readChange(system, { from: '15550100001' })).toEqual({
      ...oneToTwo,
      contact: { waId: '15550100001', userId: 'US.1' },
      newWaId: '15550100001',
    });
  });

  it('has another number as well where the sender is not the new one', () => {
    const system = changedId({ wa_id: '15550100009', user_id: 'US.2', parent_user_id: 'US.ENT.2' });
    expect(readChange(system, { from: '15550100001' })).toEqual({
      contact: { waId: '15550100001' },
      event: 'user_id_changed',
      previousWaId: '15550100001',
      newWaId: '15550100009',
      newUserId: 'US.2',
      newParentUserId: 'US.ENT.2',
    });
  });

  it('is named by the new id where nothing tells the old one', () => {
    expect(readChange(changedId({ user_id: 'US.2' }), { from_user_id: 'US.2' })).toEqual({
      contact: { userId: 'US.2' },
      event: 'user_id_changed',
      newUserId: 'US.2',
    });
  });

  it('is the only contact where the message itself names nobody', () => {
    const contacts = [{ profile: { name: 'Ana' }, wa_id: '15550100001' }];
    expect(readChange(changedId({}), {}, contacts).contact).toEqual({ waId: '15550100001', name: 'Ana' });
  });

  it('is kept as unknown where nothing names anybody', () => {
    expect(tell(changedId({ body: 'User Ana changed from x to y' }))).toMatchObject({
      kind: 'unknown',
      phoneNumberId: '700100200300',
    });
  });

  it('never has an address of the new one for the old', () => {
    const contacts = [{ profile: { name: 'Ana' }, wa_id: '15550100009', user_id: 'US.2' }];
    const system = changedId({ previous_user_id: 'US.1', user_id: 'US.2' });
    expect(readChange(system, {}, contacts).contact).toEqual({ userId: 'US.1' });
  });
});

describe('a customer with another number', () => {
  const oneToNine = {
    contact: { waId: '15550100001' },
    event: 'number_changed',
    previousWaId: '15550100001',
    newWaId: '15550100009',
  };

  it.each([
    ['the sender has the old one', { wa_id: '15550100009' }, { from: '+15550100001' }],
    ['the older name of the event', { type: 'customer_changed_number', wa_id: '15550100009' }, { from: '15550100001' }],
    ['the older keys', { new_wa_id: '15550100009', customer: '15550100001' }, {}],
    ['the sentence only', { body: 'User Ana changed from 15550100001 to 15550100009' }, {}],
    ['the sentence, as people write numbers', { body: 'Ana changed from +1 555-010-0001 to +1 555-010-0009' }, {}],
    [
      'the sentence, for a sender who has the new one',
      { body: 'Ana changed from 15550100001 to 15550100009', wa_id: '15550100009' },
      { from: '15550100009' },
    ],
  ])('is told: %s', (_how, system, who) => {
    expect(readChange(changedNumber(system), who)).toEqual(oneToNine);
  });

  it('is named by both old addresses, with both new ones', () => {
    const system = changedNumber({ wa_id: '15550100009', user_id: 'US.2', previous_user_id: 'US.1' });
    expect(readChange(system, { from: '15550100001', from_user_id: 'US.1' })).toEqual({
      ...oneToNine,
      contact: { waId: '15550100001', userId: 'US.1' },
      previousUserId: 'US.1',
      newUserId: 'US.2',
    });
  });

  it('is named by the new addresses where no old one is', () => {
    expect(readChange(changedNumber({ wa_id: '15550100009', user_id: 'US.1' }))).toEqual({
      contact: { waId: '15550100009', userId: 'US.1' },
      event: 'number_changed',
      newWaId: '15550100009',
      newUserId: 'US.1',
    });
  });

  it('has not changed it when it is only written in another way', () => {
    const { previousWaId } = readChange(changedNumber({ wa_id: '5511987654321' }), { from: '551187654321' });
    expect(previousWaId).toBeUndefined();
  });

  it('is never an id for a number', () => {
    const { newWaId, newUserId } = readChange(changedNumber({ wa_id: 'US.2084' }), { from: '15550100001' });
    expect([newWaId, newUserId]).toEqual([undefined, 'US.2084']);
  });
});

describe('other news of a customer', () => {
  it('changes no address', () => {
    const system = {
      type: 'customer_identity_changed',
      body: 'Ana',
      customer: '15550100001',
      identity: 'h',
      wa_id: '1',
    };
    expect(readChange(system)).toEqual({ contact: { waId: '15550100001' }, event: 'other' });
  });

  it('is there also without its object', () => {
    expect(tell(undefined, { from: '15550100001' })).toMatchObject({
      message: { content: { type: 'unsupported', metaType: 'system', isUnreadable: true } },
    });
  });
});
