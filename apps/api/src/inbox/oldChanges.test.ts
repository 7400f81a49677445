import type { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../../test/harness.js';
import { days, later, minutes } from '../platform/clock.js';
import { changeId } from './change.model.js';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const rows = () => api.connection.collection<{ _id: string; accountId: string; seq: number; at: Date }>('inboxChanges');
const change = (accountId: string, seq: number, at: Date) => ({
  ...{ _id: changeId(accountId, seq), accountId, seq, at },
  ...{ messageIds: [], conversationIds: [] },
});
const ago = (ms: number) => later(api.clock.now(), -ms);
const listSeqs = async (accountId: string) =>
  (await rows().find({ accountId }).toArray()).map(({ seq }) => seq).sort((a, b) => a - b);

type Asked = { method: string; filter: mongo.Document };

/** What a piece of work asks of the changes, each question with its filter. */
async function asked(work: () => Promise<void>): Promise<Asked[]> {
  const found: Asked[] = [];
  api.connection.set('debug', (collection: string, method: string, first: unknown) => {
    if (collection !== 'inboxChanges') return;
    const filter = Array.isArray(first) ? (first[0] as { $match: mongo.Document }).$match : (first as mongo.Document);
    found.push({ method, filter });
  });
  try {
    await work();
  } finally {
    api.connection.set('debug', false);
  }
  return found;
}

/** How many rows the database looks at for the questions, over what is stored now. */
async function examined(questions: readonly Asked[]): Promise<number> {
  let count = 0;
  for (const { filter } of questions) {
    const { executionStats } = await api.connection.collection('inboxChanges').find(filter).explain('executionStats');
    count += executionStats.totalDocsExamined;
  }
  return count;
}

it('forgetting what became old costs what became old, however many accounts are idle', async () => {
  // Each idle account has the one change that its next number follows from.
  const idle = Array.from({ length: 10_000 }, (_, index) => change(`acc_idle${index}`, 7, ago(days(60))));
  await rows().insertMany(idle);
  await api.app.sweep();
  expect(await rows().countDocuments()).toBe(10_000);

  const old = Array.from({ length: 40 }, (_, index) =>
    change('acc_busy', index + 1, ago(days(7) - minutes(index + 1))),
  );
  await rows().insertMany([...old, change('acc_busy', 41, api.clock.now())]);
  api.clock.advance(minutes(45));
  const before = await rows().find({ accountId: 'acc_busy' }).toArray();
  const questions = await asked(() => api.app.sweep());
  expect(await listSeqs('acc_busy')).toEqual([41]);
  expect(await rows().countDocuments()).toBe(10_001);
  // Over what the sweep found: what it removed is put back.
  await rows().insertMany(before.slice(0, -1));
  expect(questions.map(({ method }) => method)).toEqual(['aggregate', 'findOne', 'deleteMany']);
  expect(await examined(questions)).toBeLessThan(200);
});

it('the last change of an account stays, however old, until there is a newer one', async () => {
  await rows().insertMany([change('acc_quiet', 1, ago(days(7))), change('acc_quiet', 2, ago(days(7)))]);
  api.clock.advance(minutes(1));
  await api.app.sweep();
  expect(await listSeqs('acc_quiet')).toEqual([2]);
  await rows().insertOne(change('acc_quiet', 3, api.clock.now()));
  api.clock.advance(days(8));
  await api.app.sweep();
  expect(await listSeqs('acc_quiet')).toEqual([3]);
});
