import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownDatabase } from '../../../test/harness.js';
import { createLogger } from '../../platform/logger.js';
import { openMongo } from '../../platform/mongo.js';
import type { Changed } from './receive.types.js';
import { change } from './receiveWrites.js';

interface Row {
  _id: string;
  accountId: string;
  revision: number;
  text: string;
  problem?: string;
  note?: { at: Date };
}

let connection: Awaited<ReturnType<typeof openMongo>>;
let made = 0;
beforeAll(async () => {
  connection = await openMongo(ownDatabase(), createLogger({ level: 'silent' }));
});
afterAll(() => connection.close());

const rows = () => connection.collection<Row>('rows');
/** Stored rows, as they were read. */
async function store(count: number, over: Partial<Row> = {}): Promise<Row[]> {
  const some = Array.from({ length: count }, (): Row => {
    made += 1;
    return { _id: `row_${made}`, accountId: 'acc_one', revision: 1, text: `Text ${made}`, ...over };
  });
  await rows().insertMany(some.map((row) => ({ ...row })));
  return some;
}
const stored = async ({ _id }: Row) => rows().findOne({ _id });
const become = (before: Row, after: Partial<Row>): Changed<Row> => ({
  before,
  after: { ...before, ...after, revision: before.revision + 1 },
});
async function write(changed: Changed<Row>[]): Promise<{ writes: number; modified: number }> {
  const models = change(`${connection.name}.rows`, changed, ['text', 'problem', 'note', 'revision']);
  const { modifiedCount } = await connection.getClient().bulkWrite(models, { ordered: false });
  return { writes: models.length, modified: modifiedCount };
}

describe('changes of many documents', () => {
  it('give each its own, in few writes', async () => {
    const before = await store(120);
    const changed = before.map((row, index) => become(row, { text: `New ${index}`, note: { at: new Date(index) } }));
    expect(await write(changed)).toEqual({ writes: 3, modified: 120 });
    for (const { after } of changed) expect(await stored(after)).toEqual(after);
  });

  it('leave alone, and do not count, what somebody else has changed or taken away', async () => {
    const [first, second, third] = (await store(3)) as [Row, Row, Row];
    await rows().updateOne({ _id: first._id }, { $set: { text: 'By another' }, $inc: { revision: 1 } });
    await rows().deleteOne({ _id: second._id });
    const changed = [first, second, third].map((row) => become(row, { text: 'Mine' }));
    expect((await write(changed)).modified).toBe(1);
    expect(await stored(first)).toMatchObject({ text: 'By another', revision: 2 });
    expect(await stored(second)).toBeNull();
    expect(await stored(third)).toMatchObject({ text: 'Mine', revision: 2 });
    // The same once more: nothing is at that revision any longer.
    expect((await write(changed)).modified).toBe(0);
  });

  it('never touch a row of another account, whatever its id and revision are', async () => {
    const [mine, theirs] = (await store(2)) as [Row, Row];
    await rows().updateOne({ _id: theirs._id }, { $set: { accountId: 'acc_two' } });
    expect((await write([mine, theirs].map((row) => become(row, { text: 'Mine' })))).modified).toBe(1);
    expect(await stored(theirs)).toMatchObject({ text: theirs.text, accountId: 'acc_two', revision: 1 });
  });

  it('take fields away from those that lose them, and from no others', async () => {
    const [loses, keeps, both] = (await store(3, { problem: 'refused', note: { at: new Date(0) } })) as [Row, Row, Row];
    const without = (row: Row, ...fields: ('problem' | 'note')[]) => {
      const sent = become(row, { text: 'Sent' });
      for (const field of fields) delete sent.after[field];
      return sent;
    };
    const changed = [without(loses, 'problem'), without(keeps), without(both, 'problem', 'note')];
    expect((await write(changed)).modified).toBe(3);
    for (const { after } of changed) expect(await stored(after)).toEqual(after);
  });

  it('store what customers write as it is', async () => {
    const texts = ['$revision', '$$ROOT', '{"$literal":1}', 'a.b', ''];
    const before = await store(texts.length);
    const changed = before.map((row, index) => become(row, { text: texts[index] ?? '' }));
    await write(changed);
    expect(await Promise.all(before.map(async (row) => (await stored(row))?.text))).toEqual(texts);
  });
});
