import type { Page } from '@playwright/test';
import { MongoClient } from 'mongodb';
import { createApi } from './inbox';
import type { TestStack } from './stack';

/** What is kept of a number for one day; see `numberHealth` of the API. */
export interface Day {
  received: number;
  sent: number;
  delivered: number;
  failed: number;
  quality: 'HIGH' | 'MEDIUM' | 'LOW';
  messagingLimit: string;
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Days that have passed, up to yesterday, as the watch would have kept them: no test can wait for them.
 *
 * @param days the oldest first. `null` is a day on which nothing was kept.
 */
export async function keepDays(
  page: Page,
  stack: TestStack,
  phoneNumberId: string,
  days: readonly (Day | null)[],
): Promise<void> {
  const { account } = await (await createApi(page))<{ account: { accountId: string } }>('/auth/me');
  const { accountId } = account;
  const rows = days.flatMap((values, index) => {
    const day = new Date(Date.now() - (days.length - index) * dayMs).toISOString().slice(0, 10);
    return values ? [{ _id: `${accountId}/${phoneNumberId}/${day}`, accountId, phoneNumberId, day, ...values }] : [];
  });
  const database = await MongoClient.connect(stack.mongodbUri);
  try {
    await database.db().collection<{ _id: string }>('numberHealth').insertMany(rows);
  } finally {
    await database.close();
  }
}
