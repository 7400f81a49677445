import { buildDelivery, serializeLikeMeta } from '@switchboard/meta-sandbox';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acmeNumber, metaFor, said } from '../../test/deliveries.js';
import type { TestApi } from '../../test/harness.js';
import { type Business, newPerson, readText, startBusiness } from '../../test/inbox.js';
import { startBeside } from '../../test/instances.js';
import { storable } from './limits.js';

/** Validly signed, and of a form that Meta never sends: nothing of it may hold up what comes behind it. */
let business: Business;
let meta: ReturnType<typeof metaFor>;
beforeAll(async () => {
  business = await startBusiness();
  meta = metaFor(business.api, business.url);
});
afterAll(async () => {
  await business.stop();
});

const quarantine = () => business.api.connection.collection<{ _id: string } & mongo.Document>('quarantine');
const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
const brackets = (levels: number) => `"deep":${'['.repeat(levels)}${']'.repeat(levels)}`;
const aChange = (field: string, value: object) => ({ wabaId: acmeNumber.wabaId, field, value: value as never });
/** A change of a field about accounts, whose value is kept in notices and in quarantine. */
const ofAccount = (value: object) => aChange('account_update', { event: 'SOMETHING_NEW', ...value });
const inMessages = (more: object) => aChange('messages', { ...said('').value, messages: undefined, ...more });
const card = (phones: number) => ({
  type: 'contacts',
  contacts: [{ name: { formatted_name: 'Ana' }, phones: Array(phones).fill({ phone: '+1 555-019-0001' }) }],
});

const shapes: [what: string, json: () => string | Buffer][] = [
  ...[storable.depth + 1, 101, 250, 5_000].map((levels): [string, () => string] => [
    `${levels} levels deep, in a field about accounts`,
    () => toDeliveryText(ofAccount({ deep: 0 })).replace('"deep":0', brackets(levels)),
  ]),
  [
    'a million levels deep',
    () => toDeliveryText(aChange('telepathy', { deep: 0 })).replace('"deep":0', brackets(1_000_000)),
  ],
  ['250 levels deep, in place of a message', () => toDeliveryText(inMessages({ messages: [nested(250)] }))],
  ['250 levels deep, beside the messages', () => toDeliveryText(inMessages({ conversation_context: nested(250) }))],
  ...['', '$set', 'a.b', 'a\\u0000b', '__proto__', 'constructor'].map((key): [string, () => string] => [
    `with the key "${key}"`,
    () => toDeliveryText(ofAccount({ KEY: { KEY: 1 } })).replaceAll('"KEY"', `"${key}"`),
  ]),
  [
    'with too many keys',
    () => toDeliveryText(ofAccount(Object.fromEntries(Array.from({ length: 90_000 }, (_, n) => [`k${n}`, n])))),
  ],
  ['with a list of 100,000', () => toDeliveryText(aChange('telepathy', { list: Array(100_000).fill({}) }))],
  [
    'with a list that takes more than 16 MB when stored',
    () => toDeliveryText(aChange('telepathy', { list: Array(1_400_000).fill(0) })),
  ],
  ['with an endless text', () => toDeliveryText(ofAccount({ text: 'x'.repeat(2_900_000) }))],
  [
    'with more different words than one text may have',
    () => toDeliveryText(said(Array.from({ length: 260_000 }, (_, n) => n.toString(36)).join(' '))),
  ],
  ['with an endless id', () => toDeliveryText(said('x', { wamid: `wamid.${'x'.repeat(900_000)}` }))],
  [
    'with the number of an endless id',
    () => toDeliveryText(said('x', { number: { ...acmeNumber, id: '7'.repeat(500_000) } })),
  ],
  ['with 100,000 phones on a card', () => toDeliveryText(said('', { message: card(90_000) }))],
  [
    'with ids that differ in half surrogate pairs only',
    () => toDeliveryText(...['\ud800', '\udbff', '\udc00'].map((half) => said('half', { wamid: `wamid.${half}same` }))),
  ],
  [
    'with times that no calendar has',
    () =>
      toDeliveryText(
        ...[1e300, -1, 8.64e15 + 1].map((at) =>
          said('when?', { message: { type: 'text', text: { body: 'when?' }, timestamp: at as never } }),
        ),
      ),
  ],
  [
    'with numbers beyond every integer',
    () =>
      toDeliveryText(ofAccount({ n: [0] })).replace('[0]', '[1e999,-1e999,123456789012345678901234567890,0.1e-400]'),
  ],
  ['with more updates than a delivery has', () => toDeliveryText(inMessages({ messages: Array(60_000).fill(0) }))],
  ['of lists only', () => `[${'['.repeat(90)}${']'.repeat(90)}]`],
  [
    'not in UTF-8',
    () =>
      Buffer.concat([
        Buffer.from('{"object":"whatsapp_business_account","entry":[{"id":"'),
        Buffer.from([0xff, 0xfe, 0xc0, 0x80]),
        Buffer.from('"}]}'),
      ]),
  ],
];

function toDeliveryText(...changes: Parameters<typeof buildDelivery>[0][number][]): string {
  return JSON.stringify(buildDelivery(changes));
}

describe('a delivery', () => {
  it.each(shapes)('%s: is acknowledged, and what comes behind it is in its place', async (_what, json) => {
    const who = newPerson();
    const behind = said('behind it', { from: who.waId, name: who.name });
    expect((await meta.postRaw(Buffer.from(json()))).status).toBe(200);
    expect((await meta.postRaw(serializeLikeMeta(buildDelivery([behind])))).status).toBe(200);
    await business.api.app.drainDeliveries();
    expect((await business.with(who)).messages.map(readText)).toEqual(['behind it']);
    // Nothing of it was tried in vain: that would have held up everybody.
    expect(business.api.logs()).not.toContain('projecting failed');
  });

  it('of which something is not stored as it is waits in quarantine as its bytes, and its owner sees that it does', async () => {
    await quarantine().deleteMany({});
    const bytes = Buffer.from(
      toDeliveryText(inMessages({ messages: [{ deep: nested(90) }] }), said('a plain one', { from: newPerson().waId })),
    );
    await meta.postRaw(bytes);
    await business.api.app.drainDeliveries();
    const rows = await quarantine().find().sort({ _id: 1 }).toArray();
    expect(rows).toMatchObject([
      {
        reason: 'not_understood',
        accountId: business.accountId,
        phoneNumberId: acmeNumber.id,
        update: { kind: 'unknown' },
      },
      { reason: 'not_understood' },
    ]);
    expect(Buffer.from(rows[1]?.body.buffer).equals(bytes)).toBe(true);
    expect((await business.owner.get('/api/quarantine')).body).toMatchObject({ waiting: 1 });
    expect((await business.owner.post('/api/quarantine/replay')).body).toMatchObject({ waiting: 1, replayed: 0 });
  });
});

describe('a process that was given one, and is started anew', () => {
  it('does not stand still over what the one before has left', async () => {
    const who = newPerson();
    const writer = 'f00d'.repeat(3);
    const now = business.api.clock.now().getTime();
    const bodies = [
      toDeliveryText(ofAccount({ deep: nested(250) })),
      toDeliveryText(ofAccount({ KEY: 1 })).replace('"KEY"', '"a\\u0000b"'),
      toDeliveryText(said('left behind', { from: who.waId, name: who.name })),
    ];
    const deliveries = business.api.connection.collection<{ _id: string } & mongo.Document>('deliveries');
    await deliveries.insertMany(
      bodies.map((body, index) => ({
        _id: `${(now - 10 + index).toString(36).padStart(9, '0')}${String(index + 1).padStart(8, '0')}.${writer}`,
        writer,
        body: new mongo.Binary(Buffer.from(body)),
      })),
    );
    await business.api.connection
      .collection<{ _id: string } & mongo.Document>('deliveryWriters')
      .insertOne({ _id: writer, projectedTo: '', aliveUntil: new Date(now - 1), finished: false });
    const next: TestApi = await startBeside(business.api);
    try {
      await next.app.takeOverDeliveries();
      expect((await business.with(who)).messages.map(readText)).toEqual(['left behind']);
      expect(next.logs()).not.toContain('projecting failed');
    } finally {
      await next.stop();
    }
  });
});
