import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { acmeNumber, MessagingTest, readSentWamid } from '../../test/messaging.js';
import { type Naming, readWamid, renamedWamid } from '../index.js';
import { seedNumbers } from '../seeds.js';

let test: MessagingTest;
beforeAll(async () => {
  test = await MessagingTest.start();
});
afterAll(() => test.stop());
beforeEach(async () => {
  await test.sandbox.webhooksIdle();
  await test.restart();
});

const ana = { customerId: 'ana', phoneNumberId: acmeNumber } as const;
const phone = '15550190001';
const userId = 'US.1000000000000001';
const text = { type: 'text', body: 'hi' } as const;
const latest = async (list: 'messages' | 'statuses' | 'contacts' | 'message_echoes') => {
  await test.sandbox.webhooksIdle();
  return test.receiver.listed(list).at(-1) ?? {};
};

describe('the wamids of a conversation', () => {
  it('hold the phone of a customer who shows it, and else the business-scoped id', async () => {
    expect(readWamid(test.writes('hi'))).toMatchObject({ peer: phone, by: 'customer' });
    expect(readWamid(test.writes('hi', 'noor'))).toMatchObject({ peer: 'US.1000000000000004' });
    expect(readWamid(readSentWamid(await test.sendText('hello')))).toMatchObject({ peer: phone, by: 'business' });
    const echo = test.sandbox.phoneAppWrites({ ...ana, content: text });
    expect(readWamid(echo)).toMatchObject({ peer: phone, by: 'business' });
  });

  it('name the same message in two ways: in replies, reactions, edits and deletions', async () => {
    const wamid = test.writes('one');
    const other = renamedWamid(wamid, userId);
    const naming = { wamidNames: 'userId' } as const;
    test.sandbox.customerWrites({ ...ana, ...naming, content: text, replyTo: wamid });
    expect(await latest('messages')).toMatchObject({ context: { id: other, from: phone } });
    test.sandbox.customerWrites({ ...ana, ...naming, content: { type: 'reaction', messageId: wamid, emoji: '👍' } });
    expect(await latest('messages')).toMatchObject({ reaction: { message_id: other } });
    test.sandbox.customerWrites({ ...ana, ...naming, content: { type: 'edit', messageId: wamid, body: 'two' } });
    expect(await latest('messages')).toMatchObject({ edit: { original_message_id: other } });
    test.sandbox.customerWrites({ ...ana, ...naming, content: { type: 'revoke', messageId: wamid } });
    expect(await latest('messages')).toMatchObject({ revoke: { original_message_id: other } });
  });

  it('name it in two ways in statuses and echoes, and the sandbox knows it by both', async () => {
    test.writes('hi');
    test.sandbox.setWebhookDials({ wamidNames: 'userId' });
    const wamid = readSentWamid(await test.sendText('hello'));
    expect(await latest('statuses')).toMatchObject({ id: renamedWamid(wamid, userId), status: 'delivered' });
    const echoed = test.sandbox.phoneAppWrites({ ...ana, content: text, wamidNames: 'phone' });
    const again = test.sandbox.phoneAppWrites({ ...ana, content: text, wamid: echoed, wamidNames: 'userId' });
    expect(again).toBe(renamedWamid(echoed, userId));
    const reply = await test.send({
      to: phone,
      type: 'reaction',
      reaction: { message_id: renamedWamid(wamid, userId), emoji: '👍' },
    });
    expect(reply.status).toBe(200);
  });

  it('name it in two ways when a phone’s history overlaps with what was live', async () => {
    const theirs = test.writes('hi');
    const ours = test.sandbox.phoneAppWrites({ ...ana, content: { type: 'text', body: 'hello' } });
    await test.sandbox.webhooksIdle();
    test.receiver.clear();
    await test.sandbox.retell({ ...ana, as: 'history', wamidNames: 'userId' });
    const [change] = test.receiver.changes();
    expect(change).toMatchObject({
      field: 'history',
      value: {
        history: [
          {
            threads: [
              {
                id: phone,
                messages: [
                  {
                    id: renamedWamid(ours, userId),
                    from: seedNumbers.acmeFlowers.digits,
                    history_context: { from_me: true },
                  },
                  { id: renamedWamid(theirs, userId), from: phone, text: { body: 'hi' } },
                ],
              },
            ],
          },
        ],
      },
    });
    await test.sandbox.retell({ ...ana, as: 'standby', wamids: [theirs], wamidNames: 'userId' });
    expect(test.receiver.changes().at(-1)).toMatchObject({
      field: 'standby',
      value: { standby: { messages: [{ id: renamedWamid(theirs, userId) }], message_echoes: [] } },
    });
    await test.sandbox.retell({ ...ana, as: 'messages' });
    await test.sandbox.retell({ ...ana, as: 'smb_message_echoes' });
    expect(test.receiver.listed('messages')).toMatchObject([{ id: theirs }]);
    expect(test.receiver.listed('message_echoes')).toMatchObject([{ id: ours, to: phone }]);
  });

  it('is not told again of calls and changes, and unreadable bodies stay unreadable', async () => {
    test.sandbox.call(ana);
    test.sandbox.customerChangesIdentity({ ...ana, userId: 'US.77' });
    const wamid = test.sandbox.customerWritesSample({ ...ana, sample: 'interactive_empty' });
    await test.sandbox.webhooksIdle();
    test.receiver.clear();
    await test.sandbox.retell({ ...ana, as: 'messages' });
    const [message, ...others] = test.receiver.listed('messages');
    expect(others).toEqual([]);
    expect(message).toMatchObject({ id: wamid, type: 'interactive' });
    expect(message).not.toHaveProperty('interactive');
  });

  it('says by a recipient or by the sender alone that a message of the past is the business’s own', async () => {
    test.sandbox.phoneAppWrites({ ...ana, content: text });
    await test.sandbox.webhooksIdle();
    test.receiver.clear();
    await test.sandbox.retell({ ...ana, as: 'history', ownBy: 'to' });
    await test.sandbox.retell({ ...ana, as: 'history', ownBy: 'from', writtenOtherWay: ['business'] });
    const messages = test.receiver
      .changes()
      .map(({ value }) => Object(value.history)[0].threads[0].messages[0] as Record<string, unknown>);
    expect(messages[0]).toMatchObject({ to: phone, history_context: { status: 'read' } });
    expect(messages[1]).not.toHaveProperty('to');
    expect(messages[1]).toMatchObject({ history_context: { status: 'read' } });
  });
});

describe('the addresses of a customer', () => {
  const writes = async (naming: Naming, customerId = 'ana') => {
    test.sandbox.customerWrites({ ...ana, customerId, content: text, ...naming });
    return { message: await latest('messages'), contact: await latest('contacts') };
  };

  it('may have a plus, or the id where a phone belongs', async () => {
    const plus = await writes({ addressing: 'plus' });
    expect(plus).toMatchObject({ message: { from: `+${phone}` }, contact: { wa_id: phone } });
    const swapped = await writes({ addressing: 'user_id_as_phone' });
    expect(swapped).toMatchObject({ message: { from: userId, from_user_id: userId }, contact: { wa_id: userId } });
    expect(await writes({ addressing: 'user_id_as_phone' }, 'noor')).toMatchObject({
      message: { from: 'US.1000000000000004' },
    });
    test.sandbox.phoneAppWrites({ ...ana, content: text, addressing: 'user_id_as_phone' });
    expect(await latest('message_echoes')).toMatchObject({ to: userId });
    test.sandbox.setWebhookDials({ addressing: 'user_id_as_phone' });
    readSentWamid(await test.sendText('hello'));
    expect(await latest('statuses')).toMatchObject({ recipient_id: userId });
  });

  it('stand beside the id that all portfolios know them by', async () => {
    test.sandbox.changeCustomer('ana', { parentUserId: 'US.ENT.7' });
    expect(await writes({})).toMatchObject({
      message: { from_user_id: userId, from_parent_user_id: 'US.ENT.7' },
      contact: { user_id: userId, parent_user_id: 'US.ENT.7' },
    });
    readSentWamid(await test.sendText('hello'));
    expect(await latest('statuses')).toMatchObject({ recipient_parent_user_id: 'US.ENT.7' });
    test.sandbox.phoneAppWrites({ ...ana, content: text });
    expect(await latest('message_echoes')).toMatchObject({ to_parent_user_id: 'US.ENT.7' });
  });

  it('may be hidden from one day to the next', async () => {
    test.sandbox.changeCustomer('ana', { waId: undefined, username: 'ana' });
    const { message, contact } = await writes({});
    expect(message).not.toHaveProperty('from');
    expect(contact).toEqual({ profile: { name: 'Ana Souza', username: 'ana' }, user_id: userId });
    expect(() => test.sandbox.changeCustomer('ana', { userId: undefined })).toThrow('no address');
  });

  it('and of the business are written the other way in some countries', async () => {
    const bia = test.sandbox.addCustomer({ name: 'Bia', waId: '5511987654321', userId: 'BR.1' });
    test.sandbox.world.updateNumber(acmeNumber, { displayPhoneNumber: '+52 55 1234 5678' });
    const input = { customerId: bia.id, phoneNumberId: acmeNumber, content: text } as const;
    test.sandbox.phoneAppWrites({ ...input, writtenOtherWay: ['customer', 'business'] });
    expect(await latest('message_echoes')).toMatchObject({ from: '5215512345678', to: '551187654321' });
    test.sandbox.customerWrites({ ...input, writtenOtherWay: ['business'] });
    await test.sandbox.webhooksIdle();
    expect(test.receiver.changes().at(-1)?.value).toMatchObject({
      metadata: { display_phone_number: '5215512345678' },
      messages: [{ from: '5511987654321' }],
    });
  });
});

describe('a message to a customer', () => {
  it('arrives by either spelling of the number, and no longer by one that was given up', async () => {
    const bia = test.sandbox.addCustomer({ name: 'Bia', waId: '5511987654321', userId: 'BR.1' });
    test.writes('oi', bia.id);
    const wamid = readSentWamid(await test.sendText('olá', '551187654321'));
    await test.sandbox.webhooksIdle();
    expect(test.receiver.listStatuses(wamid)).toEqual(['sent', 'delivered']);
    test.sandbox.customerChangesIdentity({ customerId: bia.id, waId: '5511912345678' });
    const lost = readSentWamid(await test.sendText('olá?', '5511987654321'));
    expect(await latest('statuses')).toMatchObject({ id: lost, status: 'failed', errors: [{ code: 131026 }] });
  });
});

describe('echoes and played', () => {
  it('carry the contact', async () => {
    test.sandbox.phoneAppWrites({ customerId: 'ben', phoneNumberId: acmeNumber, content: text });
    expect(await latest('contacts')).toEqual({
      profile: { username: 'ben.okafor' },
      wa_id: '15550190002',
      user_id: 'US.1000000000000002',
    });
    test.writes('hi');
    const audio = { link: 'https://a.test/v.ogg', voice: true };
    const wamid = readSentWamid(await test.send({ to: phone, type: 'audio', audio }));
    await test.sandbox.webhooksIdle();
    test.receiver.clear();
    test.sandbox.customerPlays(wamid);
    expect(await latest('contacts')).toMatchObject({ profile: { name: 'Ana Souza' }, wa_id: phone });
    expect(await latest('statuses')).toMatchObject({ id: wamid, status: 'played', recipient_user_id: userId });
  });

  it('tell of what the owner changed and deleted on the phone', async () => {
    const wamid = test.sandbox.phoneAppWrites({ ...ana, content: text });
    test.sandbox.phoneAppWrites({ ...ana, content: { type: 'edit', messageId: wamid, body: 'hello' } });
    expect(await latest('message_echoes')).toMatchObject({ type: 'edit', edit: { original_message_id: wamid } });
    test.sandbox.phoneAppWrites({
      ...ana,
      content: { type: 'revoke', messageId: wamid },
      wamidNames: 'userId',
    });
    expect(await latest('message_echoes')).toMatchObject({
      type: 'revoke',
      revoke: { original_message_id: renamedWamid(wamid, userId) },
    });
  });
});

describe('a tap on a button', () => {
  it('may come without the message it answers', async () => {
    const replyTo = test.writes('hi');
    const content = { type: 'button_reply', id: 'yes', title: 'Yes' } as const;
    test.sandbox.customerWrites({ ...ana, content, replyTo });
    expect(await latest('messages')).toMatchObject({ context: { id: replyTo } });
    test.sandbox.setWebhookDials({ repliesWithoutContext: true });
    test.sandbox.customerWrites({ ...ana, content, replyTo });
    expect(await latest('messages')).not.toHaveProperty('context');
  });
});
