import type { WebhookContact, WebhookContent } from '@switchboard/graph';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PeopleStore } from '../../../test/peopleStore.js';
import { makeWamid } from '../../../test/wamids.js';
import type { RoutedUpdate } from '../receiving/receive.types.js';
import { phoneKey } from './phoneKey.js';

const second = (count: number) => new Date(Date.UTC(2026, 10, 18, 12, 0, count));
const base = { entryId: '900', field: 'messages', phoneNumberId: '700' };
const [p, p2, p3] = ['15550190001', '15550190002', '15550190003'];

type Update = RoutedUpdate['update'];
const text = (body: string): WebhookContent => ({ type: 'text', body });
const wrote = (id: string, at: number, contact: WebhookContact): Update => ({
  ...base,
  ...{ kind: 'message', contact, message: { id, timestamp: second(at), content: text(id) } },
});
const echo = (id: string, at: number, contact: WebhookContact): Update => ({
  ...base,
  ...{ kind: 'echo', contact, message: { id, timestamp: second(at), content: text(id) } },
});
const past = (id: string, at: number, contact: WebhookContact, direction: 'in' | 'out' = 'in'): Update => ({
  ...base,
  ...{ kind: 'past', direction, contact, message: { id, timestamp: second(at), content: text(id) } },
});
const status = (id: string, at: number, waId: string, userId: string): Update => ({
  ...base,
  ...{ kind: 'status', id, status: 'delivered', timestamp: second(at), recipientWaId: waId, recipientUserId: userId },
});
type Change = Extract<WebhookContent, { type: 'system' }>;
const changed = (id: string, at: number, contact: WebhookContact, names: Partial<Change>): Update => ({
  ...base,
  kind: 'message',
  contact,
  message: {
    id,
    timestamp: second(at),
    content: {
      ...{ type: 'system', metaType: 'user_changed', body: id },
      event: names.newWaId === undefined ? 'user_id_changed' : 'number_changed',
      ...names,
    },
  },
});
const card = (id: string, at: number, contact: WebhookContact, waId: string): Update => ({
  ...base,
  kind: 'message',
  contact,
  message: {
    id,
    timestamp: second(at),
    content: {
      type: 'contacts',
      contacts: [{ name: 'Me', phones: [{ phone: waId, waId }], emails: [], origin: 'contact_request' }],
    },
  },
});

/** What a person is to see in the end, said without any of the code's own words. */
interface Expected {
  says: string[];
  to: (string | null)[];
  name?: string;
  /** At the second of our numbers. */
  isAtSecond?: true;
}
interface Scenario {
  what: string;
  events: Update[];
  expected: Expected[];
}

const anna = (at: number, id = 'a') => wrote(id, at, { waId: p, userId: 'US.1', name: 'Anna' });
const toP2 = (at: number, id = 'b') =>
  changed(id, at, { waId: p }, { previousWaId: p, newWaId: p2, newUserId: 'US.2' });
const boris = (at: number, id = 'c') => wrote(id, at, { waId: p, userId: 'US.9', name: 'Boris' });
const idTo = (id: string, at: number, was: string, is: string) =>
  changed(id, at, { userId: was }, { previousUserId: was, newUserId: is });

/** The same at the second of our numbers. */
const atSecond = (update: Update): Update => ({ ...update, phoneNumberId: '701' });
/** As Meta tells the app that does not answer. */
const standby = (id: string, at: number, contact: WebhookContact): Update => ({
  ...base,
  ...{ kind: 'message', contact, isStandby: true, message: { id, timestamp: second(at), content: text(id) } },
});
/** One message by both of its names: that with the phone, and that with the id. */
const bothForms = (token: string, isOurs = false) =>
  [p, 'US.1'].map((peer) => makeWamid({ peer, token: `3EB0${token.padStart(16, '0')}`, isOurs })) as [string, string];
const [firstByPhone, firstById] = bothForms('A');
const [answerByPhone, answerById] = bothForms('B', true);

const scenarios: Scenario[] = [
  {
    what: 'Anna leaves her number and Boris gets it',
    events: [
      anna(1),
      toP2(2),
      boris(3),
      echo('d', 4, { waId: p2 }),
      wrote('e', 5, { userId: 'US.2', name: 'Anna B' }),
      wrote('f', 6, { waId: p }),
      boris(3),
    ],
    expected: [
      { says: ['a', 'b', 'd', 'e'], to: [p2, 'US.2'], name: 'Anna B' },
      { says: ['c', 'f'], to: [p, 'US.9'], name: 'Boris' },
    ],
  },
  {
    what: 'the same within one second',
    events: [
      anna(1),
      toP2(1),
      boris(1),
      wrote('d', 1, { userId: 'US.2', name: 'Anna' }),
      anna(1),
      echo('e', 1, { waId: p2, userId: 'US.2' }),
      boris(2, 'g'),
    ],
    expected: [
      { says: ['a', 'b', 'd', 'e'], to: [p2, 'US.2'], name: 'Anna' },
      { says: ['c', 'g'], to: [p, 'US.9'], name: 'Boris' },
    ],
  },
  {
    what: 'strangers without an id on a number that was left',
    events: [
      anna(1),
      toP2(3),
      wrote('c', 4, { waId: p, name: 'Somebody' }),
      past('d', 2, { waId: p }),
      past('e', 5, { waId: p }, 'out'),
      wrote('f', 6, { waId: p2, userId: 'US.2', name: 'Anna' }),
      status('x', 7, p2, 'US.2'),
    ],
    expected: [
      { says: ['a', 'b', 'd', 'f'], to: [p2, 'US.2'], name: 'Anna' },
      { says: ['c', 'e'], to: [p, null], name: 'Somebody' },
    ],
  },
  {
    what: 'a number that goes there and back',
    events: [
      anna(1),
      boris(3, 'b'),
      anna(5, 'c'),
      wrote('d', 2, { waId: p }),
      wrote('e', 4, { waId: p }),
      wrote('f', 6, { waId: p }),
      echo('g', 4, { waId: p }),
    ],
    expected: [
      { says: ['a', 'c', 'd', 'f'], to: [p, 'US.1'], name: 'Anna' },
      { says: ['b', 'e', 'g'], to: [null, 'US.9'], name: 'Boris' },
    ],
  },
  {
    what: 'three ids in a row, within one second',
    events: [
      wrote('a', 1, { userId: 'US.1', name: 'Old' }),
      idTo('z', 2, 'US.1', 'US.2'),
      idTo('y', 2, 'US.2', 'US.3'),
      wrote('d', 3, { userId: 'US.3', name: 'New' }),
      wrote('e', 1, { userId: 'US.2' }),
      idTo('z', 2, 'US.1', 'US.2'),
      echo('f', 4, { userId: 'US.3' }),
    ],
    expected: [{ says: ['a', 'd', 'e', 'f', 'y', 'z'], to: [null, 'US.3'], name: 'New' }],
  },
  {
    what: 'a circle of ids',
    events: [
      wrote('a', 1, { waId: p, userId: 'US.1' }),
      idTo('b', 2, 'US.1', 'US.2'),
      idTo('c', 3, 'US.2', 'US.3'),
      idTo('d', 4, 'US.3', 'US.1'),
      wrote('e', 5, { waId: p, userId: 'US.1' }),
      wrote('f', 3, { userId: 'US.2' }),
      echo('g', 6, { waId: p }),
    ],
    expected: [{ says: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], to: [p, 'US.1'] }],
  },
  {
    what: 'a thread by phone, one by id, and one message with both',
    events: [
      wrote('a', 1, { waId: p }),
      wrote('b', 2, { userId: 'US.1' }),
      wrote('c', 3, { waId: p, userId: 'US.1', name: 'Anna' }),
      echo('d', 4, { waId: p }),
      past('e', 0, { waId: p }),
      wrote('f', 5, { userId: 'US.1', name: 'Anna C' }),
      wrote('c', 3, { waId: p, userId: 'US.1', name: 'Anna' }),
    ],
    expected: [{ says: ['a', 'b', 'c', 'd', 'e', 'f'], to: [p, 'US.1'], name: 'Anna C' }],
  },
  {
    what: 'the same by a status alone',
    events: [
      wrote('a', 1, { waId: p }),
      wrote('b', 2, { userId: 'US.1' }),
      status('x', 3, p, 'US.1'),
      status('x', 4, p, 'US.1'),
      echo('d', 4, { waId: p }),
      wrote('e', 5, { waId: p2, userId: 'US.9' }),
      status('y', 6, p2, 'US.9'),
    ],
    expected: [
      { says: ['a', 'b', 'd'], to: [p, 'US.1'] },
      { says: ['e'], to: [p2, 'US.9'] },
    ],
  },
  {
    what: 'the same by a card that was asked for',
    events: [
      wrote('a', 1, { waId: p }),
      wrote('b', 2, { userId: 'US.1' }),
      card('c', 3, { userId: 'US.1' }, p),
      echo('d', 4, { waId: p }),
      wrote('e', 5, { userId: 'US.1', username: 'anna' }),
      past('f', 0, { waId: p }, 'out'),
      card('c', 3, { userId: 'US.1' }, p),
    ],
    expected: [{ says: ['a', 'b', 'c', 'd', 'e', 'f'], to: [p, 'US.1'] }],
  },
  {
    what: 'two spellings of one phone',
    events: [
      echo('a', 1, { waId: '541155550001' }),
      wrote('b', 2, { waId: '5491155550001', name: 'Ana' }),
      past('c', 0, { waId: '541155550001' }),
      wrote('d', 3, { waId: '5491155550001' }),
      wrote('e', 4, { waId: '5491155550002' }),
      echo('f', 5, { waId: '541155550002' }),
      status('x', 6, '541155550001', 'AR.1'),
    ],
    expected: [
      { says: ['a', 'b', 'c', 'd'], to: ['5491155550001', 'AR.1'], name: 'Ana' },
      { says: ['e', 'f'], to: ['5491155550002', null] },
    ],
  },
  {
    what: 'a parent id joins two ids',
    events: [
      wrote('a', 1, { userId: 'US.1' }),
      wrote('b', 2, { userId: 'US.1', parentUserId: 'US.ENT.1' }),
      wrote('c', 3, { userId: 'DE.7', parentUserId: 'US.ENT.1', name: 'Dora' }),
      wrote('d', 4, { userId: 'DE.7' }),
      wrote('e', 5, { waId: p, userId: 'DE.7' }),
      echo('f', 6, { waId: p }),
      wrote('g', 7, { userId: 'US.9', waId: p2 }),
    ],
    expected: [
      { says: ['a', 'b', 'c', 'd', 'e', 'f'], to: [p, 'DE.7'], name: 'Dora' },
      { says: ['g'], to: [p2, 'US.9'] },
    ],
  },
  {
    what: 'a change that names nobody we know',
    events: [
      idTo('a', 1, 'US.5', 'US.6'),
      wrote('b', 2, { waId: p, userId: 'US.1' }),
      wrote('c', 3, { waId: p2 }),
      idTo('d', 4, 'US.7', 'US.8'),
      status('x', 5, p2, 'US.4'),
      echo('e', 6, { waId: p2 }),
      idTo('a', 1, 'US.5', 'US.6'),
    ],
    expected: [
      { says: ['b'], to: [p, 'US.1'] },
      { says: ['c', 'e'], to: [p2, 'US.4'] },
    ],
  },
  {
    what: 'a change that is told of the new names only',
    events: [
      wrote('a', 1, { waId: p2 }),
      changed('b', 2, { waId: p2, userId: 'US.2' }, { newWaId: p2, newUserId: 'US.2' }),
      wrote('c', 3, { userId: 'US.2' }),
      echo('d', 4, { waId: p2 }),
      wrote('e', 5, { waId: p, userId: 'US.9' }),
      past('f', 0, { waId: p2 }),
      status('x', 6, p2, 'US.2'),
    ],
    expected: [
      { says: ['a', 'b', 'c', 'd', 'f'], to: [p2, 'US.2'] },
      { says: ['e'], to: [p, 'US.9'] },
    ],
  },
  {
    what: 'a new number by the old id, without the old number',
    events: [
      anna(1),
      changed('b', 3, { userId: 'US.1' }, { previousUserId: 'US.1', newWaId: p2, newUserId: 'US.2' }),
      boris(5),
      wrote('d', 2, { waId: p }),
      wrote('e', 4, { waId: p }),
      wrote('f', 6, { waId: p2, userId: 'US.2', name: 'Anna' }),
      echo('g', 7, { waId: p }),
    ],
    expected: [
      { says: ['a', 'b', 'd', 'f'], to: [p2, 'US.2'], name: 'Anna' },
      { says: ['c', 'e', 'g'], to: [p, 'US.9'], name: 'Boris' },
    ],
  },
  {
    what: 'two changes of number, and the first number gets two new owners',
    events: [
      anna(1),
      toP2(2),
      changed('c', 4, { waId: p2 }, { previousWaId: p2, newWaId: p3, newUserId: 'US.3' }),
      boris(3, 'd'),
      wrote('e', 5, { waId: p, userId: 'US.10', name: 'Cleo' }),
      wrote('f', 6, { waId: p3, userId: 'US.3', name: 'Anna' }),
      wrote('g', 7, { waId: p2, name: 'Dan' }),
    ],
    expected: [
      { says: ['a', 'b', 'c', 'f'], to: [p3, 'US.3'], name: 'Anna' },
      { says: ['d'], to: [null, 'US.9'], name: 'Boris' },
      { says: ['e'], to: [p, 'US.10'], name: 'Cleo' },
      { says: ['g'], to: [p2, null], name: 'Dan' },
    ],
  },
  {
    what: 'a phone without any id changes, and another one comes to it',
    events: [
      wrote('a', 1, { waId: p, name: 'Anna' }),
      changed('b', 3, { waId: p }, { previousWaId: p, newWaId: p2 }),
      wrote('c', 4, { waId: p, name: 'Boris' }),
      wrote('d', 5, { waId: p2, name: 'Anna' }),
      echo('e', 6, { waId: p }),
      echo('f', 2, { waId: p }),
      wrote('g', 7, { waId: p2, userId: 'US.2', name: 'Anna' }),
    ],
    expected: [
      { says: ['a', 'b', 'd', 'f', 'g'], to: [p2, 'US.2'], name: 'Anna' },
      { says: ['c', 'e'], to: [p, null], name: 'Boris' },
    ],
  },
  {
    what: 'names, late and early',
    events: [
      wrote('a', 5, { waId: p, userId: 'US.1', name: 'Newest' }),
      wrote('b', 1, { waId: p, userId: 'US.1', name: 'Oldest' }),
      wrote('c', 3, { waId: p, userId: 'US.1', name: 'Middle', username: 'm' }),
      wrote('d', 5, { waId: p, userId: 'US.1', name: 'Least' }),
      past('e', 0, { waId: p }),
      echo('f', 6, { waId: p, userId: 'US.1' }),
      wrote('g', 4, { waId: p, userId: 'US.1', username: 'u' }),
    ],
    expected: [{ says: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], to: [p, 'US.1'], name: 'Newest' }],
  },
  {
    what: 'the same messages live and in the past, with other names',
    events: [
      wrote('a', 1, { waId: p, userId: 'US.1', name: 'Anna' }),
      past('a', 1, { waId: p }),
      past('b', 2, { waId: p }, 'out'),
      echo('b', 2, { waId: p, userId: 'US.1' }),
      past('c', 3, { waId: p }),
      wrote('c', 3, { userId: 'US.1', name: 'Anna' }),
      wrote('d', 4, { waId: p, userId: 'US.9' }),
    ],
    expected: [
      { says: ['a', 'b', 'c'], to: [null, 'US.1'], name: 'Anna' },
      { says: ['d'], to: [p, 'US.9'] },
    ],
  },
  {
    what: 'an id changes while the phone stays, and somebody else comes to the phone',
    events: [
      anna(1),
      changed('b', 2, { waId: p, userId: 'US.1' }, { previousUserId: 'US.1', newUserId: 'US.2' }),
      wrote('c', 3, { waId: p, userId: 'US.2', name: 'Anna' }),
      boris(5, 'd'),
      wrote('e', 4, { waId: p }),
      wrote('f', 6, { waId: p }),
      wrote('g', 7, { userId: 'US.2' }),
    ],
    expected: [
      { says: ['a', 'b', 'c', 'e', 'g'], to: [null, 'US.2'], name: 'Anna' },
      { says: ['d', 'f'], to: [p, 'US.9'], name: 'Boris' },
    ],
  },
  {
    what: 'the same at two of our numbers',
    events: [anna(1), toP2(2), boris(3), atSecond(anna(1)), atSecond(toP2(2)), atSecond(boris(3))],
    expected: [
      { says: ['a', 'b'], to: [p2, 'US.2'], name: 'Anna' },
      { says: ['a', 'b'], to: [p2, 'US.2'], name: 'Anna', isAtSecond: true },
      { says: ['c'], to: [p, 'US.9'], name: 'Boris' },
      { says: ['c'], to: [p, 'US.9'], name: 'Boris', isAtSecond: true },
    ],
  },
  {
    what: 'two of our numbers that hear of different things',
    events: [
      anna(1),
      toP2(2),
      atSecond(wrote('c', 3, { waId: p })),
      atSecond(wrote('d', 4, { userId: 'US.2' })),
      atSecond(status('x', 5, p2, 'US.9')),
      boris(6, 'e'),
    ],
    expected: [
      { says: ['a', 'b'], to: [p2, 'US.2'], name: 'Anna' },
      { says: ['c'], to: [p, null], isAtSecond: true },
      { says: ['d'], to: [null, 'US.2'], isAtSecond: true },
      { says: ['e'], to: [p, 'US.9'], name: 'Boris' },
    ],
  },
  {
    what: 'what somebody else answers, told on standby and live',
    events: [
      standby('a', 1, { waId: p, userId: 'US.1', name: 'Anna' }),
      anna(1),
      standby('b', 3, { waId: p }),
      toP2(2, 'c'),
      standby('d', 4, { userId: 'US.2' }),
      echo('e', 5, { waId: p2 }),
    ],
    expected: [
      { says: ['a', 'c', 'd', 'e'], to: [p2, 'US.2'], name: 'Anna' },
      { says: ['b'], to: [p, null] },
    ],
  },
  {
    what: 'one message by both forms of its wamid, live, on standby, in an echo and in the past',
    events: [
      wrote(firstById, 1, { waId: p, userId: 'US.1', name: 'Anna' }),
      past(firstByPhone, 1, { waId: p }),
      standby(firstByPhone, 1, { waId: p, userId: 'US.1' }),
      echo(answerById, 2, { userId: 'US.1' }),
      past(answerByPhone, 2, { waId: p }, 'out'),
      wrote('c', 3, { userId: 'US.1' }),
    ],
    expected: [{ says: ['by both forms 1', 'by both forms 2', 'c'], to: [p, 'US.1'], name: 'Anna' }],
  },
  {
    what: 'people who have nothing to do with each other',
    events: [
      anna(1),
      wrote('b', 1, { waId: p2, userId: 'US.2' }),
      wrote('c', 1, { userId: 'US.3' }),
      wrote('d', 1, { waId: p3 }),
      echo('e', 2, { waId: p2 }),
      past('f', 0, { waId: p3 }),
      status('x', 3, p2, 'US.2'),
    ],
    expected: [
      { says: ['a'], to: [p, 'US.1'], name: 'Anna' },
      { says: ['b', 'e'], to: [p2, 'US.2'] },
      { says: ['c'], to: [null, 'US.3'] },
      { says: ['d', 'f'], to: [p3, null] },
    ],
  },
];

const routed = (updates: readonly Update[]): RoutedUpdate[][] =>
  updates.map((update, index) => [
    { accountId: 'acc_1', arrivedAt: new Date(second(60).getTime() + index), place: 0, update },
  ]);

/** Every order there is: those that begin alike share their beginning. */
function* ends(store: PeopleStore, left: readonly RoutedUpdate[][]): Generator<PeopleStore> {
  if (left.length === 0) yield store;
  for (const [index, next] of left.entries()) {
    const after = store.copy();
    after.receive(next);
    yield* ends(after, left.toSpliced(index, 1));
  }
}

const nameless = new Map([
  ...[firstByPhone, firstById].map((wamid) => [wamid, 'by both forms 1'] as const),
  ...[answerByPhone, answerById].map((wamid) => [wamid, 'by both forms 2'] as const),
]);

const shown = (store: PeopleStore): Expected[] =>
  [...store.conversations.values()]
    .map((one) => ({
      says: [...store.messages.values()]
        .flatMap(({ conversationId, wamid }) =>
          conversationId === one._id && wamid ? [nameless.get(wamid) ?? wamid] : [],
        )
        .sort(),
      to: [one.waId ?? null, one.userId ?? null],
      ...(one.name ? { name: one.name } : {}),
      ...(one.phoneNumberId === '701' ? { isAtSecond: true as const } : {}),
    }))
    .sort((a, b) => (toPlace(a) < toPlace(b) ? -1 : 1));
const toPlace = ({ says, isAtSecond }: Expected) => `${says[0] ?? ''} ${isAtSecond ? 2 : 1}`;

const orders = scenarios.reduce(
  (sum, { events }) => sum + events.reduce((product, _, index) => product * (index + 1), 1),
  0,
);

describe('who is who, in every order in which it may be told', () => {
  let tried = 0;
  let wrongs = 0;
  // A few seconds each; on a machine that does much else, minutes.
  it.each(scenarios.map((one) => [one.what, one] as const))(
    '%s',
    { timeout: 300_000 },
    (_what, { events, expected }) => {
      let first: string | null = null;
      const wrong: string[] = [];
      for (const store of ends(new PeopleStore(), routed(events))) {
        tried += 1;
        const seen = store.seen();
        if (first === null) {
          first = seen;
          expect(shown(store)).toEqual(expected);
        }
        if (seen !== first) wrong.push(seen);
      }
      wrongs += wrong.length;
      expect({ wrong: wrong.length, one: wrong[0] ?? first }).toEqual({ wrong: 0, one: first });
    },
  );

  it('at least 100,000 orders were tried, and none was wrong', () => {
    process.stdout.write(`who is who: ${tried} orders, ${wrongs} wrong\n`);
    expect(tried).toBe(orders);
    expect(tried).toBeGreaterThanOrEqual(100_000);
    expect(wrongs).toBe(0);
  });
});

describe('anything that may be said of three people, in whatever POSTs, again after a crash', () => {
  const phone = fc.constantFrom(p, p2, '541155550001', '5491155550001', undefined);
  const userId = fc.constantFrom('US.1', 'US.2', 'US.3', undefined);
  const contact = fc
    .record({ waId: phone, userId, name: fc.constantFrom('A', 'B', undefined) })
    .filter((who) => who.waId !== undefined || who.userId !== undefined);
  /** Meta tells of no change from a number to itself. */
  const unless = (now: string | undefined, was: string | undefined) =>
    now !== undefined && was !== undefined && phoneKey(now) === phoneKey(was) ? undefined : now;
  const at = fc.nat({ max: 5 });
  const event = fc.oneof(
    fc.tuple(at, contact).map(
      ([time, who]) =>
        (id: string) =>
          wrote(id, time, who),
    ),
    fc.tuple(at, contact).map(
      ([time, who]) =>
        (id: string) =>
          echo(id, time, who),
    ),
    fc.tuple(at, contact).map(
      ([time, who]) =>
        (id: string) =>
          past(id, time, who),
    ),
    fc.tuple(at, contact, contact).map(
      ([time, was, is]) =>
        (id: string) =>
          changed(id, time, was, {
            ...{
              previousWaId: was.waId,
              previousUserId: was.userId,
              newWaId: unless(is.waId, was.waId),
              newUserId: is.userId,
            },
          }),
    ),
    fc.tuple(at, fc.constantFrom([p, 'US.1'] as const, [p2, 'US.2'] as const, ['5491155550001', 'US.3'] as const)).map(
      ([time, [waId, id]]) =>
        (wamid: string) =>
          status(wamid, time, waId, id),
    ),
  );
  const story = fc.array(event, { minLength: 2, maxLength: 9 });
  const keys = fc.array(fc.nat(), { minLength: 30, maxLength: 30 });
  const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 9, maxLength: 9 });

  it('ends in the same threads, in 300 stories of one seed', () => {
    fc.assert(
      fc.property(story, keys, sizes, (events, order, parts) => {
        const each = routed(events.map((make, index) => make(`m${index}`) as Update)).flat();
        const inOrder = new PeopleStore();
        for (const one of each) inOrder.receive([one]);
        const mixed = [...each, ...each.slice(0, 3)]
          .map((one, index) => ({ one, key: (order[index] ?? 0) + index / 100 }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        const store = new PeopleStore();
        for (let from = 0, part = 0; from < mixed.length; part += 1) {
          const size = parts[part % parts.length] ?? 1;
          const post = mixed.slice(from, from + size);
          store.receive(post);
          if ((order[from] ?? 0) % 3 === 0) store.receive(post, true);
          from += size;
        }
        expect(store.seen()).toBe(inOrder.seen());
      }),
      { numRuns: 300, seed: 20_261_130 },
    );
  });
});
