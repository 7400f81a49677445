import { preferenceChange } from '@switchboard/meta-sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acmeNumber, became, type Meta, metaFor, newWamid, said } from '../../test/deliveries.js';
import { type Business, newPerson, startBusiness } from '../../test/inbox.js';
import { changeSaid } from '../../test/people.js';
import type { ConversationRecord } from './conversation.model.js';
import { conversationFields, type FieldOf, type UnitedField, uniteFields } from './conversationFields.js';
import type { MessageRecord } from './message.model.js';

type Row = ConversationRecord;
type Field = keyof Row;
/** Of a thread that stays and one that becomes part of it. */
type Two<F extends Field> = readonly [stays: Row[F], goes: Row[F]];
type Made = Exclude<Field, FieldOf<'own'> | UnitedField>;
type MadeInSplit = Exclude<Field, FieldOf<'own', 'split'>>;

let business: Business;
let meta: Meta;
let second: number;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
  second = Math.floor(business.api.clock.now().getTime() / 1000);
});
afterAll(() => business.stop());

const at = (ago: number) => new Date((second - ago) * 1000);
const rows = () => business.api.connection.collection<Row>('conversations');
const messageOf = async (wamid: string) => {
  const found = await business.api.connection.collection<MessageRecord>('messages').findOne({ wamid });
  if (!found) throw new Error(`${wamid} is not there`);
  return found;
};
const threadOf = async (wamid: string): Promise<Row> => {
  const { conversationId } = await messageOf(wamid);
  const row = await rows().findOne({ _id: conversationId });
  if (!row) throw new Error('there is no such thread');
  return row as Row;
};
const set = (row: Row, fields: Partial<Row>) => rows().updateOne({ _id: row._id }, { $set: fields });

/** Fields of its own are given to both threads before; null: what it is, no test can choose. */
const own: { [F in FieldOf<'own'>]: Two<F> | null } = {
  _id: null,
  accountId: null,
  phoneNumberId: null,
  isGroup: null,
  unsettledAt: null,
  revision: null,
  groupNamedAt: [new Date(1_000), new Date(2_000)],
  lastMarkedWamid: ['wamid.stays', 'wamid.goes'],
};
const united: { [F in UnitedField]: Two<F> } = {
  readUpTo: [new Date(1_000), new Date(2_000)],
  responder: [
    { handovers: [], oursAt: new Date(9_000), theirsAt: new Date(1_000) },
    { handovers: [], oursAt: new Date(1_000), theirsAt: new Date(9_000) },
  ],
};
/** What was wrong before. A field that is looked up by, or that the facts take from what is stored, has nothing wrong. */
const wrong: Partial<Pick<Row, Made>> = {
  since: [{ address: 'w:15550000009', at: new Date(0) }],
  former: [{ address: 'w:15550000009', until: new Date(0) }],
  waId: '15550000009',
  userId: 'US.15550000009',
  name: 'Nobody',
  namedAt: new Date(0),
  searchKey: 'nobody',
  lastActivityAt: new Date(0),
  lastMessage: {
    ...{ id: 'msg_none', direction: 'out', kind: 'text', preview: 'None', status: 'sent', sortKey: '0' },
  },
  unread: 7,
  answeredUpTo: new Date(9_000),
  lastInboundAt: new Date(0),
  lastInboundWamid: 'wamid.none',
  savedName: 'Nobody',
  preferences: [{ category: 'marketing_messages', value: 'resume', at: new Date(0) }],
};

const namesOf = (table: object) => Object.keys(table) as Field[];
/** What is given to the thread that stays, or to the other one. */
const chosen = (index: 0 | 1): Partial<Row> =>
  Object.fromEntries(
    [...Object.entries(own), ...Object.entries(united)].flatMap(([field, two]) => (two ? [[field, two[index]]] : [])),
  );

describe('when two threads turn out to be one person’s', () => {
  const [byPhone, byId] = [newWamid(), newWamid()];
  const anna = newPerson();
  let after: Row;
  let expected: { [F in Made]: unknown };

  beforeAll(async () => {
    await meta.deliver(said('By phone', { wamid: byPhone, from: anna.waId, name: anna.name, at: second - 50 }));
    await meta.deliver(said('By id', { wamid: byId, from: '', userId: anna.userId, name: anna.name, at: second - 40 }));
    const wish = { wa_id: anna.waId, category: 'marketing_messages', value: 'stop', timestamp: second - 30 };
    await meta.deliver(preferenceChange({ number: acmeNumber, contacts: [], preferences: [wish] }));
    const [stays, goes] = [await threadOf(byPhone), await threadOf(byId)];
    await set(stays, { ...wrong, ...chosen(0) });
    await set(goes, { ...chosen(1), username: 'anna.sol', usernamedAt: at(40) });
    await meta.deliver(became(newWamid(), 'sent', { to: anna.waId, more: { recipient_user_id: anna.userId } }));
    after = await threadOf(byPhone);
    after.addresses.sort();
    expect([after._id, await rows().countDocuments({ _id: goes._id })]).toEqual([stays._id, 0]);
    expected = {
      addresses: [`u:${anna.userId}`, `w:${anna.waId}`],
      since: undefined,
      former: undefined,
      waId: anna.waId,
      userId: anna.userId,
      name: anna.name,
      namedAt: at(40),
      username: 'anna.sol',
      usernamedAt: at(40),
      searchKey: `${anna.name} ${anna.waId} anna.sol`.toLowerCase(),
      lastActivityAt: at(40),
      lastMessage: expect.objectContaining({ id: (await messageOf(byId))._id }),
      unread: 2,
      answeredUpTo: undefined,
      lastInboundAt: at(40),
      lastInboundWamid: byId,
      savedName: undefined,
      preferences: [{ category: 'marketing_messages', value: 'stop', at: at(30) }],
    };
  });

  it.each(namesOf(own).filter((field) => field in chosen(0)))('%s stays as it was in the one that is left', (field) => {
    expect(after[field]).toEqual(chosen(0)[field]);
  });

  it.each(namesOf(united))('%s is made of both', (field) => {
    const [stays, goes] = [chosen(0), chosen(1)] as [Row, Row];
    expect(after[field]).toEqual(uniteFields(stays, goes)[field]);
    expect(after[field]).not.toEqual(stays[field]);
  });

  it.each(namesOf(united))('%s is the same when it is done once more', (field) => {
    const [stays, goes] = [chosen(0), chosen(1)] as [Row, Row];
    const once = uniteFields(stays, goes);
    expect(uniteFields({ ...stays, ...once }, goes)[field]).toEqual(once[field]);
  });

  it.each(namesOf(conversationFields).filter((field) => !(field in own) && !(field in united)))(
    '%s is made anew',
    (field) => {
      expect(after[field]).toEqual(expected[field as Made]);
    },
  );
});

describe('when one thread turns out to be two persons’', () => {
  const [hello, hi] = [newWamid(), newWamid()];
  const [anna, next] = [newPerson(), newPerson()];
  let [hers, his]: Row[] = [];
  const keeping = namesOf(conversationFields).filter((field) => conversationFields[field].split === 'own');
  let expected: { [F in MadeInSplit]: readonly [hers: unknown, his: unknown] };

  beforeAll(async () => {
    const from = anna.waId;
    await meta.deliver(said('Hello', { wamid: hello, from, userId: anna.userId, name: anna.name, at: second - 90 }));
    await meta.deliver(said('Hi', { wamid: hi, from, name: 'Boris', at: second - 30 }));
    const before = await threadOf(hello);
    expect((await threadOf(hi))._id).toBe(before._id);
    await set(before, { ...wrong, ...chosen(0) });
    const system = { type: 'user_changed_number', body: 'Anna changed', wa_id: next.waId };
    await meta.deliver(changeSaid(system, { at: second - 60, sender: { from } }));
    [hers, his] = [await threadOf(hello), await threadOf(hi)];
    expect(hers._id).toBe(before._id);
    expect(his._id).not.toBe(before._id);
    const isLine = expect.objectContaining({ kind: 'system' });
    expected = {
      addresses: [expect.arrayContaining([`w:${next.waId}`, `u:${anna.userId}`]), [`w:${from}`]],
      since: [[{ address: `w:${next.waId}`, at: at(60) }], [{ address: `w:${from}`, at: at(60) }]],
      former: [[{ address: `w:${from}`, until: at(60) }], undefined],
      waId: [next.waId, from],
      userId: [anna.userId, undefined],
      name: [anna.name, 'Boris'],
      namedAt: [at(90), at(30)],
      username: [undefined, undefined],
      usernamedAt: [undefined, undefined],
      searchKey: [`${anna.name} ${next.waId}`.toLowerCase(), `boris ${from}`],
      lastActivityAt: [at(30), at(30)],
      lastMessage: [isLine, expect.objectContaining({ id: (await messageOf(hi))._id })],
      unread: [1, 1],
      answeredUpTo: [undefined, undefined],
      lastInboundAt: [at(90), at(30)],
      lastInboundWamid: [hello, hi],
      savedName: [undefined, undefined],
      preferences: [undefined, undefined],
      readUpTo: [united.readUpTo[0], united.readUpTo[0]],
      responder: [undefined, undefined],
    };
  });

  it.each(keeping.filter((field) => field in chosen(0)))(
    '%s stays where it was, and the new thread has none',
    (field) => {
      expect([hers?.[field], his?.[field]]).toEqual([chosen(0)[field], undefined]);
    },
  );

  it.each(namesOf(conversationFields).filter((field) => !keeping.includes(field)))(
    '%s is made anew for both',
    (field) => {
      expect([hers?.[field], his?.[field]]).toEqual(expected[field as MadeInSplit]);
    },
  );
});
